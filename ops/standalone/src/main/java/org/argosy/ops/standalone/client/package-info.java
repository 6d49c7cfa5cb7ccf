/** A small client of the OpenAI files and batches endpoints, on the JDK's HTTP client, for the command line. */
@NullMarked
package org.argosy.ops.standalone.client;

import org.jspecify.annotations.NullMarked;
