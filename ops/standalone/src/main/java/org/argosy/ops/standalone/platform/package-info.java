/** Assembles the roles, and the services they stand on, into one process. */
@NullMarked
package org.argosy.ops.standalone.platform;

import org.jspecify.annotations.NullMarked;
