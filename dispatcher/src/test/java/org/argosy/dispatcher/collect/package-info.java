@NullMarked
package org.argosy.dispatcher.collect;

import org.jspecify.annotations.NullMarked;
