/** Telling clients of a batch's changes as they come. Knows no HTTP and no Spring. */
@NullMarked
package org.argosy.api.events;

import org.jspecify.annotations.NullMarked;
