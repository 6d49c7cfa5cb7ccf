@NullMarked
package org.argosy.ops.standalone;

import org.jspecify.annotations.NullMarked;
