@NullMarked
package org.argosy.workers.forward;

import org.jspecify.annotations.NullMarked;
