package org.argosy.ops.standalone.cli;

import org.argosy.ops.standalone.client.BatchView;

/** Shows how a batch goes on. Not thread-safe. */
interface Progress {

    void update(BatchView batch);

    /** Says something once, between updates. */
    void note(String sentence);

    /** Leaves the display clean for what is printed next. */
    void finish();
}
