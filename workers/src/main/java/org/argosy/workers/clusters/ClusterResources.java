package org.argosy.workers.clusters;

/** What every cluster of a worker shares. */
public record ClusterResources(HttpResources http, AnswerStore answers) {}
