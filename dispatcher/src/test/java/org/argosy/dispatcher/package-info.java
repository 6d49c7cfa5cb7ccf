@NullMarked
package org.argosy.dispatcher;

import org.jspecify.annotations.NullMarked;
