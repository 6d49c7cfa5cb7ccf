@NullMarked
package org.argosy.dispatcher.events;

import org.jspecify.annotations.NullMarked;
