/** Embedded services for integration tests: one of each per JVM, started when first asked for. */
@NullMarked
package org.argosy.ops.embedded.testing;

import org.jspecify.annotations.NullMarked;
