package org.argosy.workers.forward;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.argosy.schemas.avro.WorkItem;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Finds parameters of a request that its cluster does nothing with. */
final class IgnoredParameters {

    private static final JsonFactory JSON = new JsonFactory();

    private IgnoredParameters() {}

    /**
     * Those of the ignored ones that the request has. A body in the object store is not looked at again: then it is none.
     */
    static List<String> in(WorkItem item, Set<String> ignored) {
        if (ignored.isEmpty() || !(item.getBody() instanceof ByteBuffer body) || !body.hasArray()) {
            return List.of();
        }
        List<String> found = new ArrayList<>(ignored.size());
        try (JsonParser parser = JSON.createParser(
                ObjectReadContext.empty(), body.array(), body.arrayOffset() + body.position(), body.remaining())) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                    parser.nextToken();
                    if (ignored.contains(name) && parser.currentToken() != JsonToken.VALUE_NULL) {
                        found.add(name);
                    }
                    parser.skipChildren();
                }
            }
        } catch (JacksonException _) {
            return List.of();
        }
        return found;
    }
}
