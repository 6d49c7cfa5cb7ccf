package org.argosy.storage.db;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.argosy.storage.Pause;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;

/** Models and clusters that operators have paused. Safe for use by any number of threads. */
public final class PauseRepository {

    private static final RowMapper<Pause> PAUSE =
            (rs, ctx) -> new Pause(rs.getString("kind"), rs.getString("name"), Rows.instant(rs, "paused_at"));

    private final Jdbi jdbi;

    public PauseRepository(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * What is paused, at one moment.
     *
     * @param version rises with every change
     */
    public record State(long version, List<Pause> paused) {}

    /** Pauses it, or lets it go on; again is no change. */
    public Pause set(Pause.Kind kind, String name, boolean paused, Instant now) {
        return jdbi.inTransaction(tx -> {
            // Versions must become visible in their order, so that none is passed over.
            tx.execute("lock table pause in share row exclusive mode");
            tx.createUpdate("""
                            insert into pause as p (kind, name, paused_at, version)
                            values (:kind, :name, :pausedAt, nextval('pause_version'))
                            on conflict (kind, name) do update
                               set paused_at = excluded.paused_at, version = excluded.version
                             where (p.paused_at is null) <> (excluded.paused_at is null)
                            """)
                    .bind("kind", kind.wireName())
                    .bind("name", name)
                    .bind("pausedAt", paused ? now : null)
                    .execute();
            return tx.createQuery("select * from pause where kind = :kind and name = :name")
                    .bind("kind", kind.wireName())
                    .bind("name", name)
                    .map(PAUSE)
                    .one();
        });
    }

    /** What is paused now; empty when nothing ever was. */
    public Optional<State> state() {
        return jdbi.withHandle(h -> {
            // One statement, so that the version and the rows are of one moment.
            List<Pause> paused = new ArrayList<>();
            Optional<Long> newest = h
                    .createQuery("select *, max(version) over () newest from pause order by kind, name")
                    .map((rs, ctx) -> {
                        Pause pause = PAUSE.map(rs, ctx);
                        if (pause.pausedAt().isPresent()) {
                            paused.add(pause);
                        }
                        return rs.getLong("newest");
                    })
                    .list()
                    .stream()
                    .findAny();
            return newest.map(version -> new State(version, paused));
        });
    }

    /** What is paused now. */
    public List<Pause> paused() {
        return state().map(State::paused).orElse(List.of());
    }
}
