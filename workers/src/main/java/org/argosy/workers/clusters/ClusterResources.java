package org.argosy.workers.clusters;

import java.time.Clock;

/** What every cluster of a worker shares. */
public record ClusterResources(HttpResources http, AnswerStore answers, Clock clock, Turns turns) {}
