package org.argosy.workers.clusters;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.argosy.storage.objects.ObjectStoreException;
import org.argosy.workers.clusters.Reply.AnswerBody;
import org.eclipse.jetty.client.ByteBufferRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.OutputStreamRequestContent;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.util.component.LifeCycle;

/** Posts JSON to one cluster and takes the answer as bytes. Safe for use by any number of threads. */
final class HttpTransport implements AutoCloseable {

    private static final String JSON = "application/json";
    private static final Duration PAGE_TIMEOUT = Duration.ofSeconds(15);
    private static final int MOST_PAGE_BYTES = 1024 * 1024;

    private final HttpClient client;
    private final AnswerStore answers;
    private final Duration requestTimeout;
    private final StallWatch stalls;

    HttpTransport(ClusterSettings settings, ClusterResources resources) {
        this.client = resources.http().client(settings);
        this.answers = resources.answers();
        this.requestTimeout = settings.requestTimeout();
        this.stalls = new StallWatch(settings.name(), settings.stallTimeout());
    }

    /** Blocks until the answer is there, whole, or there will be none. */
    Exchange post(URI uri, Map<String, String> headers, Call call) throws InterruptedException {
        Duration timeout = call.timeout().compareTo(requestTimeout) < 0 ? call.timeout() : requestTimeout;
        Request request = client.newRequest(uri)
                .method(HttpMethod.POST)
                .accept(JSON)
                .headers(fields -> headers.forEach(fields::put))
                .timeout(Math.max(1, timeout.toMillis()), TimeUnit.MILLISECONDS)
                .idleTimeout(timeout.toMillis() + TimeUnit.MINUTES.toMillis(1), TimeUnit.MILLISECONDS);
        AnswerSink sink = new AnswerSink(answers::inlineLimit, answers.budget());
        request.onRequestBegin(_ -> sink.sent());
        stalls.watch(sink, request);
        try {
            switch (call.body()) {
                case RequestBody.Inline inline -> {
                    request.body(new ByteBufferRequestContent(JSON, inline.buffers()));
                    request.send(sink);
                }
                case RequestBody.Stored stored -> {
                    Optional<Exchange> failed = stream(request, sink, stored);
                    if (failed.isPresent()) {
                        return failed.get();
                    }
                }
            }
            return receive(call, sink, request);
        } catch (InterruptedException e) {
            var _ = request.abort(e);
            throw e;
        } finally {
            stalls.forget(sink);
            sink.forget();
        }
    }

    /** Asks for a page that is small. Blocks for 15 s at most. */
    Exchange get(URI uri, Map<String, String> headers) throws InterruptedException {
        Request request = client.newRequest(uri)
                .method(HttpMethod.GET)
                .accept(JSON)
                .headers(fields -> headers.forEach(fields::put))
                .timeout(PAGE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        AnswerSink sink = new AnswerSink(() -> MOST_PAGE_BYTES, answers.budget());
        request.onRequestBegin(_ -> sink.sent());
        request.send(sink);
        try {
            sink.awaitWholeOrLarge();
        } catch (InterruptedException e) {
            var _ = request.abort(e);
            throw e;
        } finally {
            sink.forget();
        }
        if (sink.isLarge()) {
            var _ = request.abort(new IOException("the page is too large"));
            return new Exchange.TooLarge(MOST_PAGE_BYTES);
        }
        Throwable failure = sink.failure();
        return failure != null
                ? failed(sink, failure)
                : new Exchange.Answered(
                        sink.status(), sink.headers(), new AnswerBody.Inline(sink.bytes()), Optional.empty(), null);
    }

    private Optional<Exchange> stream(Request request, AnswerSink sink, RequestBody.Stored body) {
        SizedContent content = new SizedContent(body.length());
        request.body(content);
        request.send(sink);
        try (var out = content.getOutputStream()) {
            body.writeTo(out, answers.store());
            return Optional.empty();
        } catch (ObjectStoreException | RequestBody.SourceException e) {
            var _ = request.abort(e);
            return Optional.of(new Exchange.StoreFailed("cannot read a request's body: " + e.getMessage()));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private Exchange receive(Call call, AnswerSink sink, Request request) throws InterruptedException {
        sink.awaitWholeOrLarge();
        UsageScanner scanner = new UsageScanner();
        AnswerBody body;
        if (sink.isLarge()) {
            try {
                body = answers.store(call.batchId(), scanner.tee(sink.stream()));
            } catch (AnswerStore.TooLargeException e) {
                var _ = request.abort(e);
                return new Exchange.TooLarge(answers.maxBytes());
            } catch (ObjectStoreException e) {
                var _ = request.abort(e);
                return new Exchange.StoreFailed("cannot store an answer: " + e.getMessage());
            } catch (AnswerSink.AnswerBrokenException e) {
                return failed(sink, e.getCause());
            }
            sink.awaitEnd();
        } else {
            body = new AnswerBody.Inline(sink.bytes());
        }
        Throwable failure = sink.failure();
        if (failure != null) {
            return failed(sink, failure);
        }
        if (body instanceof AnswerBody.Inline inline && sink.status() < 300) {
            scanner.scan(inline.bytes());
        }
        return new Exchange.Answered(sink.status(), sink.headers(), body, scanner.id(), scanner.usage());
    }

    private static Exchange failed(AnswerSink sink, Throwable failure) {
        if (!sink.wasSent()) {
            return new Exchange.Unreachable(String.valueOf(failure));
        }
        if (failure instanceof TimeoutException) {
            return new Exchange.TimedOut(String.valueOf(failure.getMessage()));
        }
        return new Exchange.Broken(String.valueOf(failure));
    }

    @Override
    public void close() {
        stalls.close();
        LifeCycle.stop(client);
    }

    /** A streamed body whose length is known, so that it is not sent in chunks. */
    private static final class SizedContent extends OutputStreamRequestContent {
        private final long length;

        SizedContent(long length) {
            super(JSON);
            this.length = length;
        }

        @Override
        public long getLength() {
            return length;
        }
    }
}
