/** The repositories, held against a real PostgreSQL. */
@NullMarked
package org.argosy.storage.db;

import org.jspecify.annotations.NullMarked;
