package org.argosy.ops.standalone.cli;

import org.argosy.ops.standalone.client.BatchView;

/** Shows how a batch goes on. For one thread, but for {@link #interrupted}. */
interface Progress {

    void update(BatchView batch);

    /** Says something once, between updates. */
    void note(String sentence);

    /** Says something for the last time, unless it has finished. Any thread may call it, while others go on updating. */
    void interrupted(String sentence);

    /** Leaves the display clean for what is printed next. */
    void finish();
}
