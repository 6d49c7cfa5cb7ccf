/** What workers share: a route's bounds, and the turn to ask a cold model. They know each other by their heartbeats alone. */
@NullMarked
package org.argosy.workers.share;

import org.jspecify.annotations.NullMarked;
