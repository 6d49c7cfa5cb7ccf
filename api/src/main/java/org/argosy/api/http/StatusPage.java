package org.argosy.api.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/**
 * A page at {@code /} that shows batches and how far they are. The page itself is public and knows nothing: it asks its
 * reader for a key, keeps it in the tab and calls the API with it. It may load and call nothing but this server.
 */
@Controller
final class StatusPage {

    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final byte[] page = resource("index.html");
    private final byte[] script = resource("status.js");
    private final byte[] style = resource("status.css");

    @GetMapping("/")
    ResponseEntity<byte[]> page() {
        return answer(page, "text/html");
    }

    @GetMapping("/status.js")
    ResponseEntity<byte[]> script() {
        return answer(script, "text/javascript");
    }

    @GetMapping("/status.css")
    ResponseEntity<byte[]> style() {
        return answer(style, "text/css");
    }

    private static ResponseEntity<byte[]> answer(byte[] content, String type) {
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType(type + ";charset=UTF-8"))
                .header("Content-Security-Policy", POLICY)
                .header("Referrer-Policy", "no-referrer")
                .body(content);
    }

    private static byte[] resource(String name) {
        try (InputStream in = StatusPage.class.getResourceAsStream("page/" + name)) {
            if (in == null) {
                throw new IllegalStateException("no page/" + name + " in the jar");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
