package org.argosy.workers.clusters;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The kinds of clusters that come with Argosy. */
public final class ClusterKinds {

    private static final Map<String, ClusterKind> KINDS = new LinkedHashMap<>();

    static {
        List.of(new OpenAiKind(), new FirstGatewayKind(), new SambaNovaKind())
                .forEach(kind -> KINDS.put(kind.id(), kind));
    }

    private ClusterKinds() {}

    /** Their names in the configuration. */
    public static Set<String> names() {
        return KINDS.keySet();
    }

    /** Makes clusters of each kind. */
    public static Map<String, ClusterFactory> factories() {
        return Map.copyOf(KINDS);
    }

    /** The request timeout of a kind where the configuration says nothing; that of {@code openai} for one of your own. */
    static Duration requestTimeout(String kind) {
        ClusterKind known = KINDS.get(kind);
        return known == null ? ClusterSettings.DEFAULT_REQUEST_TIMEOUT : known.requestTimeout();
    }
}
