package org.argosy.workers.clusters;

/** Makes the clusters of one kind. */
@FunctionalInterface
public interface ClusterFactory {

    /**
     * @throws IllegalArgumentException when the settings do not suit this kind
     */
    Cluster open(ClusterSettings settings, ClusterResources resources);
}
