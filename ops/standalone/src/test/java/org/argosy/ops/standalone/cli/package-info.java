@NullMarked
package org.argosy.ops.standalone.cli;

import org.jspecify.annotations.NullMarked;
