@NullMarked
package org.argosy.ops.standalone.embeddings;

import org.jspecify.annotations.NullMarked;
