package org.argosy.api.batches;

import java.util.List;
import java.util.Optional;
import org.argosy.api.error.Invalid;
import org.argosy.api.json.JsonMembers;
import org.argosy.storage.Priority;
import tools.jackson.databind.JsonNode;

/** Reads the {@code priority} of a batch: {@code low}, {@code normal} or {@code high}. */
public final class PriorityReader {

    static final String PRIORITY = "priority";

    private PriorityReader() {}

    /** The priority in a body that has nothing else. */
    public static Priority ofUpdate(JsonNode body) {
        JsonMembers members = new JsonMembers(body);
        members.allowOnly(List.of(PRIORITY));
        return read(members).orElseThrow(() -> Invalid.missing(PRIORITY));
    }

    /** The priority, if there is one. */
    static Optional<Priority> read(JsonMembers members) {
        return members.optionalString(PRIORITY)
                .map(name -> Priority.of(name).orElseThrow(() -> Invalid.value(PRIORITY, name, Priority.wireNames())));
    }
}
