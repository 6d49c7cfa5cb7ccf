package org.argosy.workers.clusters;

/** How ready a cluster is to serve a model, as far as is known. */
public enum ModelState {
    /** Nothing was heard of it yet. */
    UNKNOWN,
    /** It answers. */
    HOT,
    /** It is queued or loading. */
    STARTING,
    /** It is not loaded; a request wakes it. */
    COLD,
    /** The cluster cannot be reached or does not let us in. */
    DOWN
}
