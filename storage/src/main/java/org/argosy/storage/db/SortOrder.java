package org.argosy.storage.db;

/** Which end of a listing comes first. */
public enum SortOrder {
    OLDEST_FIRST("asc", ">"),
    NEWEST_FIRST("desc", "<");

    private final String sql;
    private final String beyond;

    SortOrder(String sql, String beyond) {
        this.sql = sql;
        this.beyond = beyond;
    }

    String sql() {
        return sql;
    }

    String beyond() {
        return beyond;
    }
}
