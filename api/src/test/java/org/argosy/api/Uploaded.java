package org.argosy.api;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;

/** Files of tests. */
final class Uploaded {

    static final String LINE = """
            {"custom_id":"a","method":"POST","url":"/v1/chat/completions","body":{"model":"minilm","messages":[]}}
            """;

    private static final String BOUNDARY = "form";

    private Uploaded() {}

    /** Uploads a batch input of one line and returns its id. */
    static String file(RunningApi api, String key) {
        return RunningApi.json(api.send(request(api, "/v1/files", key, content(LINE))))
                .get("id")
                .stringValue();
    }

    /** The upload of a form. */
    static HttpRequest.Builder request(RunningApi api, String path, String key, String form) {
        return api.request(path, key)
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(BodyPublishers.ofString(form));
    }

    /** The form of a batch input. */
    static String content(String lines) {
        return part("name=\"purpose\"", "batch") + part("name=\"file\"; filename=\"in.jsonl\"", lines) + end();
    }

    /** The form of an upload's part. */
    static String data(String bytes) {
        return part("name=\"data\"; filename=\"part\"", bytes) + end();
    }

    static String code(HttpResponse<String> response) {
        return RunningApi.json(response).at("/error/code").asString("");
    }

    private static String part(String name, String content) {
        return "--" + BOUNDARY + "\r\nContent-Disposition: form-data; " + name + "\r\n\r\n" + content + "\r\n";
    }

    private static String end() {
        return "--" + BOUNDARY + "--\r\n";
    }
}
