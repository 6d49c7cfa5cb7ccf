/** The domain of tenants: what each may have and how much weight it has. Knows no database. */
@NullMarked
package org.argosy.storage.tenants;

import org.jspecify.annotations.NullMarked;
