package org.argosy.api.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /openapi.json}: the description of this API, the file of that name beside this class as it is. */
@RestController
final class OpenApiController {

    private final byte[] description = read();

    @GetMapping("/openapi.json")
    ResponseEntity<byte[]> description() {
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(description);
    }

    private static byte[] read() {
        try (InputStream in = OpenApiController.class.getResourceAsStream("openapi.json")) {
            if (in == null) {
                throw new IllegalStateException("no openapi.json in the jar");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
