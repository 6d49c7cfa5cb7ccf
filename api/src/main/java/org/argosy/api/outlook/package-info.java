/** What batches wait for, and when they may be done. Knows no HTTP. */
@NullMarked
package org.argosy.api.outlook;

import org.jspecify.annotations.NullMarked;
