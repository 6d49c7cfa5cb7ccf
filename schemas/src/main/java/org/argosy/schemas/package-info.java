@NullMarked
package org.argosy.schemas;

import org.jspecify.annotations.NullMarked;
