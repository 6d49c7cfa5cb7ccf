/** The object store: a port, and its S3 adapter on minio-java. */
@NullMarked
package org.argosy.storage.objects;

import org.jspecify.annotations.NullMarked;
