@NullMarked
package org.argosy.workers.share;

import org.jspecify.annotations.NullMarked;
