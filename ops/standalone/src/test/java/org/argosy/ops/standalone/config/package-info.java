@NullMarked
package org.argosy.ops.standalone.config;

import org.jspecify.annotations.NullMarked;
