package org.argosy.dispatcher.webhooks;

import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.ProxyAuthenticationProtocolHandler;
import org.eclipse.jetty.client.RedirectProtocolHandler;
import org.eclipse.jetty.client.WWWAuthenticationProtocolHandler;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.SocketAddressResolver;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * An HTTP client that calls strangers: it connects only where the rules allow, through no proxy, keeps no cookies, sends
 * no credentials and follows nothing. Names that are slow to look up take threads of their own pool, which is bounded.
 */
final class WebhookClient implements AutoCloseable {

    private static final int MAX_THREADS = 32;
    private static final int MIN_THREADS = 2;
    private static final int THREAD_IDLE_MILLIS = 30_000;
    private static final int MAX_HEADERS = 16 * 1024;
    private static final long KEEP_IDLE_MILLIS = 4_000;
    private static final long FORGET_HOST_MILLIS = 60_000;

    private final QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, MIN_THREADS, THREAD_IDLE_MILLIS);
    private final Scheduler timers = new ScheduledExecutorScheduler("argosy-webhook-timers", true);
    private final HttpClient client;

    /** With certificates and names as the platform has them. */
    WebhookClient(WebhookSettings settings) {
        this(settings, new SslContextFactory.Client(), resolver -> resolver);
    }

    /**
     * @param names stands between the look-up of names and the guard
     */
    WebhookClient(WebhookSettings settings, SslContextFactory.Client tls, UnaryOperator<SocketAddressResolver> names) {
        threads.setName("argosy-webhook-http");
        threads.setDaemon(true);
        ClientConnector connector = new ClientConnector();
        connector.setSelectors(1);
        connector.setSslContextFactory(tls);
        client = new HttpClient(new HttpClientTransportOverHTTP(connector));
        client.setExecutor((Executor) threads);
        client.setScheduler(timers);
        client.setSocketAddressResolver(new GuardedResolver(
                names.apply(new SocketAddressResolver.Async(
                        threads, timers, settings.timeout().toMillis())),
                settings.addresses()));
        client.setConnectTimeout(settings.timeout().toMillis());
        client.setIdleTimeout(KEEP_IDLE_MILLIS);
        client.setDestinationIdleTimeout(FORGET_HOST_MILLIS);
        client.setMaxConnectionsPerDestination(settings.concurrency() + settings.tests());
        client.setMaxResponseHeadersSize(MAX_HEADERS);
        client.setFollowRedirects(false);
        client.setHttpCookieStore(new HttpCookieStore.Empty());
        client.setUserAgentField(new HttpField(HttpHeader.USER_AGENT, "argosy-webhooks"));
        LifeCycle.start(threads);
        LifeCycle.start(timers);
        LifeCycle.start(client);
        client.getContentDecoderFactories().clear();
        var handlers = client.getProtocolHandlers();
        handlers.remove(RedirectProtocolHandler.NAME);
        handlers.remove(WWWAuthenticationProtocolHandler.NAME);
        handlers.remove(ProxyAuthenticationProtocolHandler.NAME);
    }

    HttpClient http() {
        return client;
    }

    @Override
    public void close() {
        LifeCycle.stop(client);
        LifeCycle.stop(timers);
        LifeCycle.stop(threads);
    }
}
