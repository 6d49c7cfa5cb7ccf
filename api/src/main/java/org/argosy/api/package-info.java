@NullMarked
package org.argosy.api;

import org.jspecify.annotations.NullMarked;
