/** What a server leaves in its data directory so that commands on the same machine find it without being told. */
@NullMarked
package org.argosy.ops.standalone.local;

import org.jspecify.annotations.NullMarked;
