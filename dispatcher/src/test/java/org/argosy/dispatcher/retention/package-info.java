@NullMarked
package org.argosy.dispatcher.retention;

import org.jspecify.annotations.NullMarked;
