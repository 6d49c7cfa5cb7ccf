package org.argosy.ops.embedded;

/**
 * How to reach one PostgreSQL database.
 *
 * @param jdbcUrl without credentials
 * @param user a superuser of the embedded server
 * @param password of that user; never log it
 */
public record PostgresConnection(String jdbcUrl, String user, String password) {

    @Override
    public String toString() {
        return "PostgresConnection[jdbcUrl=" + jdbcUrl + ", user=" + user + "]";
    }
}
