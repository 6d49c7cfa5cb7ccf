/** The contract of {@link org.argosy.storage.objects.ObjectStore}, held against a real S3 server. */
@NullMarked
package org.argosy.storage.objects;

import org.jspecify.annotations.NullMarked;
