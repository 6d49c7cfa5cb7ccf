package org.argosy.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.argosy.api.files.FileContent;
import org.argosy.api.results.Lines;
import org.argosy.api.results.ResultPages;
import org.argosy.storage.Scope;
import org.argosy.storage.db.FileRepository;
import org.argosy.storage.db.ResultRepository;
import org.argosy.storage.objects.ObjectStore;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class IndexingIT {

    @TempDir
    Path spool;

    @Test
    @Tag("batches.results.input")
    @Timeout(60)
    void shouldReadABatchThatIsInOrderWhileAnotherIsPutInOrder() throws Exception {
        try (RunningApi api = RunningApi.start();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            LiveBatch ready = ended(api);
            LiveBatch other = ended(api);
            String expected = read(pages(api, api.objects()), ready);
            CountDownLatch reached = new CountDownLatch(1);
            CountDownLatch held = new CountDownLatch(1);
            ResultPages pages = pages(api, held(api.objects(), other, reached, held));
            Future<String> waiting = threads.submit(() -> read(pages, other));
            try {
                reached.await();

                assertThat(threads.submit(() -> read(pages, ready)).get(20, TimeUnit.SECONDS))
                        .isEqualTo(expected);
            } finally {
                held.countDown();
            }
            assertThat(waiting.get()).hasLineCount(2);
        }
    }

    private static LiveBatch ended(RunningApi api) {
        LiveBatch batch = LiveBatch.create(api).start(2).finish(2, 1);
        batch.end();
        return batch;
    }

    private ResultPages pages(RunningApi api, ObjectStore store) {
        FileContent content = new FileContent(new FileRepository(api.database().jdbi()), store);
        return new ResultPages(new ResultRepository(api.database().jdbi()), content, store, spool, Clock.systemUTC());
    }

    private static String read(ResultPages pages, LiveBatch batch) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Lines lines = pages.asInput(batch.id(), pages.find(Scope.EVERYTHING, batch.id()), Optional.empty())) {
            while (lines.hasNext()) {
                lines.copyNext(out);
                out.write('\n');
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /** A store where reads of a batch wait. */
    private static ObjectStore held(ObjectStore store, LiveBatch batch, CountDownLatch reached, CountDownLatch held) {
        return (ObjectStore) Proxy.newProxyInstance(
                ObjectStore.class.getClassLoader(), new Class<?>[] {ObjectStore.class}, (_, method, arguments) -> {
                    if (arguments[0] instanceof String key
                            && key.contains(batch.id().value())) {
                        reached.countDown();
                        held.await();
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
