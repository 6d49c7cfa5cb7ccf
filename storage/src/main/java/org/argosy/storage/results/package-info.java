/** Reads what became of the lines of a batch, as its files tell it. Knows neither the database nor the object store. */
@NullMarked
package org.argosy.storage.results;

import org.jspecify.annotations.NullMarked;
