@NullMarked
package org.argosy.ops.embedded;

import org.jspecify.annotations.NullMarked;
