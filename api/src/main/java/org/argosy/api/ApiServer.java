package org.argosy.api;

import static java.util.Objects.requireNonNull;

import org.argosy.api.http.ApiConfiguration;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;

/**
 * The running API: a Spring context with a Tomcat in it, apart from whatever else runs in the process. {@link #close}
 * takes no new requests, lets the open ones end for a while and returns.
 */
public final class ApiServer implements AutoCloseable {

    private final AnnotationConfigServletWebServerApplicationContext context;

    private ApiServer(AnnotationConfigServletWebServerApplicationContext context) {
        this.context = context;
    }

    /** Starts listening. Returns when requests are served. */
    public static ApiServer start(ApiParts parts, ApiSettings settings) {
        var context = new AnnotationConfigServletWebServerApplicationContext();
        context.registerBean(ApiParts.class, () -> parts);
        context.registerBean(ApiSettings.class, () -> settings);
        context.register(ApiConfiguration.class);
        context.refresh();
        return new ApiServer(context);
    }

    /** The port that it listens on. */
    public int port() {
        return requireNonNull(context.getWebServer(), "the server has been closed")
                .getPort();
    }

    @Override
    public void close() {
        context.close();
    }
}
