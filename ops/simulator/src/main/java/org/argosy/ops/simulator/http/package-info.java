/** A small HTTP/1.1 server on Netty: whole requests in, whole answers out, and the ways in which a real server misbehaves. */
@NullMarked
package org.argosy.ops.simulator.http;

import org.jspecify.annotations.NullMarked;
