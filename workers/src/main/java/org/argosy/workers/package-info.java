@NullMarked
package org.argosy.workers;

import org.jspecify.annotations.NullMarked;
