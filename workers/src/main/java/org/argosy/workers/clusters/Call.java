package org.argosy.workers.clusters;

import java.time.Duration;

/**
 * One request to a cluster.
 *
 * @param batchId for the place of a large answer in the object store
 * @param remoteModel the model's name at this cluster
 * @param endpoint path of the request, for example {@code /v1/chat/completions}
 * @param body what to send, with the remote model's name in it
 * @param timeout nobody wants the answer after this; the cluster's own request timeout may be shorter
 */
public record Call(String batchId, String remoteModel, String endpoint, RequestBody body, Duration timeout) {}
