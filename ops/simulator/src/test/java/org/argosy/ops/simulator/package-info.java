@NullMarked
package org.argosy.ops.simulator;

import org.jspecify.annotations.NullMarked;
