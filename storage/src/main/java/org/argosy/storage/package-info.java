/**
 * The domain: tenants, files and batches as immutable records, batch states as a sealed type. Nothing here does input or
 * output; {@code .db} keeps the domain in PostgreSQL and {@code .objects} keeps bytes in an S3 object store.
 */
@NullMarked
package org.argosy.storage;

import org.jspecify.annotations.NullMarked;
