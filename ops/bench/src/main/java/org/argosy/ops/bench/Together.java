package org.argosy.ops.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Does the same for several things at the same moment. */
final class Together {

    /** What is done; may block. */
    @FunctionalInterface
    interface Action<T> {
        void apply(T thing) throws IOException, InterruptedException;
    }

    private Together() {}

    /**
     * Blocks until it is done for all.
     *
     * @throws IOException what the first of them threw
     */
    static <T> void run(List<T> things, Action<T> action) throws IOException, InterruptedException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Void>> calls = things.stream()
                    .<Callable<Void>>map(thing -> () -> {
                        action.apply(thing);
                        return null;
                    })
                    .toList();
            for (Future<Void> done : threads.invokeAll(calls)) {
                done.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException known ? known : new IOException(e.getCause());
        }
    }
}
