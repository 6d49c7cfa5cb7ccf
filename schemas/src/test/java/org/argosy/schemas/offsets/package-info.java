@NullMarked
package org.argosy.schemas.offsets;

import org.jspecify.annotations.NullMarked;
