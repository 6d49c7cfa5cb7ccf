package org.argosy.storage.db;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.argosy.storage.RouteReport;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;

/** What workers tell of the routes that they use: the latest of each worker. Safe for use by any number of threads. */
public final class RouteReportRepository {

    private final Jdbi jdbi;

    public RouteReportRepository(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Replaces what this worker told before, unless somebody has written something newer, and forgets silent workers. */
    public void save(String worker, List<RouteReport> reports, Instant seen, Instant silentBefore) {
        jdbi.useTransaction(tx -> {
            tx.createUpdate(
                            "delete from route_report where seen_at < :before or (worker = :worker and seen_at <= :seen)")
                    .bind("before", silentBefore)
                    .bind("worker", worker)
                    .bind("seen", seen)
                    .execute();
            PreparedBatch rows = tx.prepareBatch("""
                    insert into route_report
                           (worker, model, cluster, remote_model, state, since, reason, listed, permits, open, seen_at)
                    values (:worker, :model, :cluster, :remote, :state, :since, :reason, :listed, :permits, :open, :seen)
                    on conflict do nothing
                    """);
            for (RouteReport report : reports) {
                rows.bind("worker", worker)
                        .bind("model", report.model())
                        .bind("cluster", report.cluster())
                        .bind("remote", report.remoteModel())
                        .bind("state", report.state())
                        .bind("since", report.since())
                        .bind("reason", report.reason())
                        .bindByType("listed", report.listed().orElse(null), Boolean.class)
                        .bind("permits", report.permits())
                        .bind("open", report.open())
                        .bind("seen", seen)
                        .add();
            }
            if (!reports.isEmpty()) {
                rows.execute();
            }
        });
    }

    /** What workers told since then. */
    public List<RouteReport> since(Instant seen) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select * from route_report where seen_at >= :seen order by model, cluster, remote_model, worker
                        """)
                .bind("seen", seen)
                .map((rs, ctx) -> {
                    boolean listed = rs.getBoolean("listed");
                    return new RouteReport(
                            rs.getString("model"),
                            rs.getString("cluster"),
                            rs.getString("remote_model"),
                            rs.getString("state"),
                            rs.getTimestamp("since").toInstant(),
                            rs.getString("reason"),
                            rs.getObject("listed") == null ? Optional.empty() : Optional.of(listed),
                            rs.getInt("permits"),
                            rs.getInt("open"));
                })
                .list());
    }
}
