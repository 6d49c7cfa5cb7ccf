/** The domain in PostgreSQL, through JDBI. Every class is safe for use by any number of threads. */
@NullMarked
package org.argosy.storage.db;

import org.jspecify.annotations.NullMarked;
