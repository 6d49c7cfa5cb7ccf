@NullMarked
package org.argosy.workers.consume;

import org.jspecify.annotations.NullMarked;
