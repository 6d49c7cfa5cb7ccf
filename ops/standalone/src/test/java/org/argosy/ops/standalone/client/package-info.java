@NullMarked
package org.argosy.ops.standalone.client;

import org.jspecify.annotations.NullMarked;
