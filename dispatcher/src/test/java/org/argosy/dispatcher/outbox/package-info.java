@NullMarked
package org.argosy.dispatcher.outbox;

import org.jspecify.annotations.NullMarked;
