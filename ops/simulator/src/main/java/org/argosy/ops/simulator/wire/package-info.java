/** The JSON of OpenAI-compatible inference servers: requests read with a streaming parser, answers and errors written. */
@NullMarked
package org.argosy.ops.simulator.wire;

import org.jspecify.annotations.NullMarked;
