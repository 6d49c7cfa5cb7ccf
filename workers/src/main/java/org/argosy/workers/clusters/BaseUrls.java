package org.argosy.workers.clusters;

import java.net.URI;

/** Paths around a base URL, which ends in the API's version. */
final class BaseUrls {

    private BaseUrls() {}

    /** {@code …/v1/models} for {@code …/v1}. */
    static URI below(URI baseUrl, String name) {
        return URI.create(withSlash(baseUrl) + name);
    }

    /** {@code …/status} for {@code …/v1}. */
    static URI beside(URI baseUrl, String name) {
        return URI.create(withSlash(baseUrl)).resolve("../" + name);
    }

    /** {@code …/jobs} for {@code …/vllm/v1}. */
    static URI besideFramework(URI baseUrl, String name) {
        return URI.create(withSlash(baseUrl)).resolve("../../" + name);
    }

    private static String withSlash(URI baseUrl) {
        String url = baseUrl.toString();
        return url.endsWith("/") ? url : url + "/";
    }
}
