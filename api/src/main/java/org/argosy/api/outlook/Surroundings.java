package org.argosy.api.outlook;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.argosy.storage.ModelPace;
import org.argosy.storage.Pause;
import org.argosy.storage.RouteReport;

/** What is known of the models and their clusters at one moment. Immutable. */
record Surroundings(Map<String, ModelPace> paces, Map<String, String> states, Set<String> pausedModels) {

    private static final List<String> BEST_FIRST = List.of("hot", "unknown", "starting", "cold", "paused", "down");

    /** Of nothing anything is known. */
    static final Surroundings UNKNOWN = new Surroundings(Map.of(), Map.of(), Set.of());

    static Surroundings of(List<ModelPace> paces, List<RouteReport> reports, List<Pause> pauses) {
        return new Surroundings(
                paces.stream().collect(Collectors.toMap(ModelPace::model, Function.identity())),
                reports.stream()
                        .collect(Collectors.toMap(
                                RouteReport::model,
                                RouteReport::state,
                                (a, b) -> BEST_FIRST.indexOf(a) <= BEST_FIRST.indexOf(b) ? a : b)),
                pauses.stream()
                        .filter(pause -> pause.kind() == Pause.Kind.MODEL)
                        .map(Pause::name)
                        .collect(Collectors.toSet()));
    }

    Optional<ModelPace> pace(String model) {
        return Optional.ofNullable(paces.get(model));
    }

    /** Why nothing of a model can be worked on now; empty when it can. */
    Optional<Waiting> obstacle(String model) {
        if (pausedModels.contains(model)) {
            return Optional.of(Waiting.PAUSED);
        }
        return switch (states.getOrDefault(model, "down")) {
            case "down" -> Optional.of(Waiting.OUTAGE);
            case "paused" -> Optional.of(Waiting.PAUSED);
            case "cold", "starting" -> Optional.of(Waiting.COLD_MODEL);
            default -> Optional.empty();
        };
    }

    /** The obstacle that a batch has which needs all these models; the worst of them. */
    static Comparator<Waiting> worstFirst() {
        return Comparator.naturalOrder();
    }
}
