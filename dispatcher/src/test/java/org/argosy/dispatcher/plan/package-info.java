@NullMarked
package org.argosy.dispatcher.plan;

import org.jspecify.annotations.NullMarked;
