package org.argosy.ops.embedded;

/** What an acknowledged write of an embedded service survives. */
public enum Durability {
    /** A power cut: it is on disk before it is acknowledged. */
    FORCED,
    /** A killed process, though not a power cut: the operating system writes it when it sees fit. For tests. */
    BUFFERED
}
