package org.argosy.workers.forward;

/** Which batches' lines must not be sent any more. Safe for use by any number of threads; does not block. */
@FunctionalInterface
public interface DropOrders {

    boolean isDropped(String batchId);
}
