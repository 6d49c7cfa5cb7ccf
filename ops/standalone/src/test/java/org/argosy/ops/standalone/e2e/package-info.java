/** The platform as its users meet it: a process of its own, driven by the official SDK and by the command. */
@NullMarked
package org.argosy.ops.standalone.e2e;

import org.jspecify.annotations.NullMarked;
