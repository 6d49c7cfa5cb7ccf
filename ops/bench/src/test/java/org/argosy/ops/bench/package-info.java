@NullMarked
package org.argosy.ops.bench;

import org.jspecify.annotations.NullMarked;
