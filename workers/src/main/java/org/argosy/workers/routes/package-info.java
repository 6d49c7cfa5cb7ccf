/** Where a line goes: routes, their health, and the choice among them. */
@NullMarked
package org.argosy.workers.routes;

import org.jspecify.annotations.NullMarked;
