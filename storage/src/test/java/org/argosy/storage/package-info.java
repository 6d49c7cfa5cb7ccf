/** The domain. */
@NullMarked
package org.argosy.storage;

import org.jspecify.annotations.NullMarked;
