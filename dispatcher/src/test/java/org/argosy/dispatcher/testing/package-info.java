/** What the dispatcher's tests share. */
@NullMarked
package org.argosy.dispatcher.testing;

import org.jspecify.annotations.NullMarked;
