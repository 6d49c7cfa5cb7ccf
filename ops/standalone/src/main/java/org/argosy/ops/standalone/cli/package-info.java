/** The {@code argosy} command: one class for each subcommand. Commands of clients load nothing of the server. */
@NullMarked
package org.argosy.ops.standalone.cli;

import org.jspecify.annotations.NullMarked;
