/** Keeps the number of a file's segments small. */
@NullMarked
package org.argosy.dispatcher.merge;

import org.jspecify.annotations.NullMarked;
