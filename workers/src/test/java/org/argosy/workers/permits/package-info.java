@NullMarked
package org.argosy.workers.permits;

import org.jspecify.annotations.NullMarked;
