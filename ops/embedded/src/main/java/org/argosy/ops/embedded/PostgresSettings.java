package org.argosy.ops.embedded;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What may differ between embedded PostgreSQL servers; the rest is fixed for a server that shares a laptop.
 *
 * @param durability of a commit
 * @param maxConnections connections at the same time
 * @param sharedBuffersMiB page cache of the server, in MiB
 */
public record PostgresSettings(Durability durability, int maxConnections, int sharedBuffersMiB) {

    /** Durable, 100 connections, 64 MiB. */
    public static final PostgresSettings DEFAULT = new PostgresSettings(Durability.FORCED, 100, 64);

    public PostgresSettings {
        if (maxConnections < 10 || sharedBuffersMiB < 16) {
            throw new IllegalArgumentException("Embedded PostgreSQL needs at least 10 connections and 16 MiB");
        }
    }

    /** Lines of a PostgreSQL configuration file, for a server that listens on this loopback port alone. */
    String configuration(int port) {
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("listen_addresses", "'127.0.0.1'");
        lines.put("port", Integer.toString(port));
        lines.put("unix_socket_directories", "''");
        lines.put("max_connections", Integer.toString(maxConnections));
        String forced = durability == Durability.FORCED ? "on" : "off";
        lines.put("fsync", forced);
        lines.put("synchronous_commit", forced);
        lines.put("full_page_writes", forced);
        lines.put("shared_buffers", sharedBuffersMiB + "MB");
        lines.put("work_mem", "4MB");
        lines.put("maintenance_work_mem", "32MB");
        lines.put("autovacuum_max_workers", "2");
        lines.put("max_parallel_workers_per_gather", "0");
        lines.put("max_parallel_maintenance_workers", "0");
        lines.put("max_worker_processes", "2");
        lines.put("io_method", "sync");
        lines.put("jit", "off");
        lines.put("huge_pages", "off");
        lines.put("wal_level", "minimal");
        lines.put("max_wal_senders", "0");
        lines.put("min_wal_size", "32MB");
        lines.put("max_wal_size", "512MB");
        lines.put("timezone", "'UTC'");
        lines.put("log_timezone", "'UTC'");
        // Statements carry what users sent, and an error of the application is the application's to report.
        lines.put("log_min_messages", "log");
        lines.put("log_min_error_statement", "panic");
        lines.put("log_checkpoints", "off");
        StringBuilder text = new StringBuilder();
        lines.forEach(
                (key, value) -> text.append(key).append(" = ").append(value).append('\n'));
        return text.toString();
    }
}
