@NullMarked
package org.argosy.ops.standalone.platform;

import org.jspecify.annotations.NullMarked;
