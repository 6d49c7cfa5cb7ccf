@NullMarked
package org.argosy.workers.clusters;

import org.jspecify.annotations.NullMarked;
