@NullMarked
package org.argosy.ops.standalone.local;

import org.jspecify.annotations.NullMarked;
