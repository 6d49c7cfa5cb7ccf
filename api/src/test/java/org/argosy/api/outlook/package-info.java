@NullMarked
package org.argosy.api.outlook;

import org.jspecify.annotations.NullMarked;
