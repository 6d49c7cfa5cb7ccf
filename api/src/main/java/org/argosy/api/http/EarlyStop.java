package org.argosy.api.http;

import org.springframework.context.SmartLifecycle;

/** Something to do before the web server begins to stop, so that requests which would not end by themselves do. */
final class EarlyStop implements SmartLifecycle {

    private final Runnable action;
    private volatile boolean running;

    EarlyStop(Runnable action) {
        this.action = action;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        action.run();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** The last to start is the first to stop. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}
