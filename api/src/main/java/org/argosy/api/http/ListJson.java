package org.argosy.api.http;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.argosy.storage.Page;

/** OpenAI's envelope of a page. */
record ListJson<T>(String object, List<T> data, Optional<String> firstId, Optional<String> lastId, boolean hasMore) {

    static <S, T> ListJson<T> of(Page<S> page, Function<S, T> mapper, Function<T, String> id) {
        List<T> data = page.items().stream().map(mapper).toList();
        return new ListJson<>(
                "list",
                data,
                data.stream().findFirst().map(id),
                data.isEmpty() ? Optional.empty() : Optional.of(id.apply(data.getLast())),
                page.hasMore());
    }
}
