package org.argosy.workers.share;

/** A route as all workers know it. */
public record RouteName(String cluster, String remoteModel) {}
