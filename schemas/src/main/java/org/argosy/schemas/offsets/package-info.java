/** What a work group's commits say beyond their offset. */
@NullMarked
package org.argosy.schemas.offsets;

import org.jspecify.annotations.NullMarked;
