@NullMarked
package org.argosy.workers.testing;

import org.jspecify.annotations.NullMarked;
