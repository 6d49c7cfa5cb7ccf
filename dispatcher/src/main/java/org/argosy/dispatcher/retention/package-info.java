/** Deletes what nobody can ask for any more: files, objects without a file, objects that a merge replaced, plans of ended batches. */
@NullMarked
package org.argosy.dispatcher.retention;

import org.jspecify.annotations.NullMarked;
