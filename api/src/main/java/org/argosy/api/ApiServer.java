package org.argosy.api;

import static java.util.Objects.requireNonNull;

import java.util.Set;
import java.util.TreeSet;
import org.argosy.api.http.ApiConfiguration;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

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

    /** What it serves: a method and a path of each, for example {@code GET /v1/files/{id}}. */
    Set<String> routes() {
        Set<String> routes = new TreeSet<>();
        context.getBean(RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .keySet()
                .forEach(mapping -> mapping.getMethodsCondition()
                        .getMethods()
                        .forEach(
                                method -> mapping.getPatternValues().forEach(path -> routes.add(method + " " + path))));
        return routes;
    }

    @Override
    public void close() {
        context.close();
    }
}
