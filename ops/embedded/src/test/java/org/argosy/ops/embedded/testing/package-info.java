@NullMarked
package org.argosy.ops.embedded.testing;

import org.jspecify.annotations.NullMarked;
