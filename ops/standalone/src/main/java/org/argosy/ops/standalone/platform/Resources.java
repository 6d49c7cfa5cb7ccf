package org.argosy.ops.standalone.platform;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has been started, closed in the opposite order; one that fails to close does not keep the others open. */
final class Resources implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Resources.class);

    private record Named(String name, AutoCloseable resource) {}

    private final Deque<Named> open = new ArrayDeque<>();

    synchronized <T extends AutoCloseable> T add(String name, T resource) {
        open.push(new Named(name, resource));
        return resource;
    }

    @Override
    public void close() {
        for (Named next = pop(); next != null; next = pop()) {
            try {
                next.resource().close();
            } catch (Exception e) {
                LOG.atWarn().setCause(e).addKeyValue("what", next.name()).log("Did not close cleanly");
            }
        }
    }

    private synchronized @org.jspecify.annotations.Nullable Named pop() {
        return open.poll();
    }
}
