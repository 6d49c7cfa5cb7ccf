@NullMarked
package org.argosy.workers.routes;

import org.jspecify.annotations.NullMarked;
