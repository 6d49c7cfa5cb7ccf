package org.argosy.ops.standalone.config;

/** What a process does. */
public enum Role {
    /** Answers the OpenAI endpoints. */
    API,
    /** Plans, feeds, collects and finishes batches. */
    DISPATCHER,
    /** Sends lines to clusters. */
    WORKERS
}
