package org.argosy.workers.clusters;

import java.time.Duration;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;

/**
 * The threads, timers and buffers that the HTTP clients of all clusters share.
 *
 * <p>See ADR 10 on the choice of Jetty's client. Safe for use by any number of threads.
 */
public final class HttpResources implements AutoCloseable {

    private static final int MAX_THREADS = 200;
    private static final int MIN_THREADS = 4;
    private static final int THREAD_IDLE_MILLIS = 60_000;
    private static final long POOLED_BYTES = 16L * 1024 * 1024;
    private static final int LARGEST_POOLED = 64 * 1024;
    /** Permits bound the requests, for each model by itself; connections must never do so first. */
    private static final int CONNECTIONS = 1 << 16;

    private static final int QUEUED = 4096;

    /** Below the five seconds after which many servers close an idle connection, so that none is used half closed. */
    private static final Duration KEEP_IDLE = Duration.ofSeconds(4);

    private final QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, MIN_THREADS, THREAD_IDLE_MILLIS);
    private final ScheduledExecutorScheduler timers = new ScheduledExecutorScheduler("argosy-http-timers", true);
    private final ByteBufferPool buffers =
            new ArrayByteBufferPool(0, 4096, LARGEST_POOLED, 512, POOLED_BYTES, POOLED_BYTES);

    /** Starts the threads. */
    public HttpResources() {
        threads.setName("argosy-http");
        threads.setDaemon(true);
        LifeCycle.start(threads);
        LifeCycle.start(timers);
    }

    /** A started client, which the caller stops. It adds nothing to what it is told to send, and follows nothing. */
    HttpClient client(ClusterSettings settings) {
        ClientConnector connector = new ClientConnector();
        connector.setSelectors(1);
        connector.setSslContextFactory(new SslContextFactory.Client());
        HttpClient client = new HttpClient(new HttpClientTransportOverHTTP(connector));
        client.setExecutor(threads);
        client.setScheduler(timers);
        client.setByteBufferPool(buffers);
        client.setConnectTimeout(settings.connectTimeout().toMillis());
        client.setIdleTimeout(KEEP_IDLE.toMillis());
        client.setMaxConnectionsPerDestination(CONNECTIONS);
        client.setMaxRequestsQueuedPerDestination(QUEUED);
        client.setFollowRedirects(false);
        client.setHttpCookieStore(new HttpCookieStore.Empty());
        client.setUserAgentField(new HttpField(HttpHeader.USER_AGENT, "argosy"));
        LifeCycle.start(client);
        client.getContentDecoderFactories().clear();
        client.getProtocolHandlers().clear();
        return client;
    }

    @Override
    public void close() {
        LifeCycle.stop(timers);
        LifeCycle.stop(threads);
    }
}
