/** The embedding model that runs in this process, behind the same HTTP interface as any other cluster. */
@NullMarked
package org.argosy.ops.standalone.embeddings;

import org.jspecify.annotations.NullMarked;
