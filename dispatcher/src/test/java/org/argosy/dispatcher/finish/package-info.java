@NullMarked
package org.argosy.dispatcher.finish;

import org.jspecify.annotations.NullMarked;
