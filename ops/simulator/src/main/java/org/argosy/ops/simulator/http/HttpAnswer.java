package org.argosy.ops.simulator.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** A whole answer. The body is not copied: nobody may change it afterwards. */
public record HttpAnswer(int status, String contentType, Map<String, String> headers, List<byte[]> parts) {

    private static final String JSON = "application/json";

    public HttpAnswer {
        headers = Map.copyOf(headers);
        parts = List.copyOf(parts);
    }

    public static HttpAnswer json(int status, byte[] body) {
        return new HttpAnswer(status, JSON, Map.of(), List.of(body));
    }

    /** JSON whose text is the parts one after the other, so that a constant part is never copied. */
    public static HttpAnswer json(int status, List<byte[]> parts) {
        return new HttpAnswer(status, JSON, Map.of(), parts);
    }

    public static HttpAnswer html(int status, String body) {
        return new HttpAnswer(status, "text/html", Map.of(), List.of(body.getBytes(StandardCharsets.UTF_8)));
    }

    public HttpAnswer withHeader(String name, String value) {
        var all = new java.util.HashMap<>(headers);
        all.put(name, value);
        return new HttpAnswer(status, contentType, all, parts);
    }

    int length() {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        return length;
    }
}
