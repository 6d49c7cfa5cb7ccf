package org.argosy.api.outlook;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an input may cost, judged by its first lines: for an answer at once, where the planner will look at all of them.
 *
 * @param model that all the lines seen name
 * @param tokens of the whole input
 */
record InputSample(String model, long tokens) {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final List<String> LIMITS = List.of("max_tokens", "max_completion_tokens", "max_output_tokens");
    private static final int BYTES_PER_TOKEN = 4;

    /**
     * @param head the first bytes of the input, of which the last line may be cut off
     * @param bytes of the whole input
     * @return empty when no whole line is seen, a line is no request, or the lines name several models
     */
    static Optional<InputSample> of(byte[] head, long bytes) {
        String text = new String(head, StandardCharsets.UTF_8);
        int end = head.length == bytes ? text.length() : text.lastIndexOf('\n') + 1;
        Set<String> models = new HashSet<>();
        long tokens = 0;
        try {
            for (String line :
                    text.substring(0, end).lines().filter(l -> !l.isBlank()).toList()) {
                JsonNode body = JSON.readTree(line).path("body");
                models.add(body.path("model").asString(""));
                tokens += Math.max(1, body.toString().length() / BYTES_PER_TOKEN) + asked(body);
            }
        } catch (JacksonException _) {
            return Optional.empty();
        }
        long seen = text.substring(0, end).getBytes(StandardCharsets.UTF_8).length;
        if (models.size() != 1 || models.contains("")) {
            return Optional.empty();
        }
        return Optional.of(new InputSample(models.iterator().next(), Math.round(tokens * ((double) bytes / seen))));
    }

    private static long asked(JsonNode body) {
        return LIMITS.stream()
                .mapToLong(name -> body.path(name).asLong(0))
                .max()
                .orElse(0);
    }
}
