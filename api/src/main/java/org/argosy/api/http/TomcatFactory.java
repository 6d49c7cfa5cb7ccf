package org.argosy.api.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardHost;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.apache.tomcat.util.threads.VirtualThreadExecutor;
import org.argosy.api.ApiSettings;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.Compression;
import org.springframework.boot.web.server.Shutdown;

/**
 * Tomcat as the API wants it: a virtual thread per request, so that a slow client holds up nobody; connections without a
 * byte for a while are cut; {@code %2F} stays in the path, for ids of models; every error in JSON.
 */
final class TomcatFactory {

    /** What is read and thrown away of a body that was refused, so that the client gets to read the refusal. */
    private static final int SWALLOWED_BYTES = 256 << 20;

    private TomcatFactory() {}

    static TomcatServletWebServerFactory create(ApiSettings settings, ErrorWriter errors) {
        TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory(settings.port());
        factory.setAddress(address(settings.address()));
        factory.setShutdown(Shutdown.GRACEFUL);
        factory.setCompression(compression());
        factory.addConnectorCustomizers(connector -> configure(connector, settings));
        factory.addContextCustomizers(context -> reportErrors(context, errors));
        return factory;
    }

    private static void configure(Connector connector, ApiSettings settings) {
        connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
        connector.setEncodedReverseSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
        connector.setXpoweredBy(false);
        if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> http) {
            int idle = Math.toIntExact(settings.idleTimeout().toMillis());
            http.setExecutor(new VirtualThreadExecutor("api-"));
            http.setConnectionTimeout(idle);
            http.setKeepAliveTimeout(idle);
            http.setMaxKeepAliveRequests(-1);
            http.setMaxHttpRequestHeaderSize(settings.maxHeaderBytes());
            http.setMaxSwallowSize(SWALLOWED_BYTES);
            http.setNoCompressionUserAgents("");
        }
    }

    private static void reportErrors(Context context, ErrorWriter errors) {
        if (context.getParent() instanceof StandardHost host) {
            host.setErrorReportValveClass("");
            host.getPipeline().addValve(new EnvelopeValve(errors));
        }
    }

    private static Compression compression() {
        Compression compression = new Compression();
        compression.setEnabled(true);
        compression.setMimeTypes(List.of("application/json", "text/html").toArray(String[]::new));
        return compression;
    }

    private static InetAddress address(String name) {
        try {
            return InetAddress.getByName(name);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("the API cannot listen on " + name + ": no such address", e);
        }
    }
}
