/** Tells tenants' endpoints how their batches ended. */
@NullMarked
package org.argosy.dispatcher.webhooks;

import org.jspecify.annotations.NullMarked;
