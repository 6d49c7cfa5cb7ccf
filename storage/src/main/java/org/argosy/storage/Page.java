package org.argosy.storage;

import java.util.List;
import java.util.function.Function;

/**
 * One page of a listing.
 *
 * @param hasMore true when items follow the last one
 */
public record Page<T>(List<T> items, boolean hasMore) {

    public Page {
        items = List.copyOf(items);
    }

    /** The first {@code limit} of the rows, given up to {@code limit + 1} of them. */
    public static <T> Page<T> of(List<T> rows, int limit) {
        return rows.size() > limit ? new Page<>(rows.subList(0, limit), true) : new Page<>(rows, false);
    }

    public <R> Page<R> map(Function<T, R> mapper) {
        return new Page<>(items.stream().map(mapper).toList(), hasMore);
    }
}
