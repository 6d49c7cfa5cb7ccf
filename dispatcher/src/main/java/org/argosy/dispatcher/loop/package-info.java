/** What the dispatcher's background work has in common. */
@NullMarked
package org.argosy.dispatcher.loop;

import org.jspecify.annotations.NullMarked;
