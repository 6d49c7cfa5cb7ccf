package org.argosy.dispatcher.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.argosy.storage.Lane;
import org.argosy.storage.Shard;
import org.junit.jupiter.api.Test;

class ShardCutterTest {

    private final List<Shard> shards = new ArrayList<>();
    private final ShardCutter cutter = new ShardCutter(3, 100, shards::add);

    @Test
    void shouldCutByLinesAndBytes() {
        for (int line = 1; line <= 4; line++) {
            cutter.add("m", line, 10L * line, 10L * line + 10, 5);
        }
        cutter.add("m", 5, 50, 141, 5);
        cutter.add("m", 6, 141, 1_000, 5);
        cutter.finish();

        assertThat(shards).extracting(Shard::firstLine).containsExactly(1, 4, 5, 6);
        assertThat(shards).extracting(Shard::lastLine).containsExactly(3, 4, 5, 6);
        assertThat(shards).extracting(Shard::byteLength).containsExactly(30, 10, 91, 859);
        assertThat(shards).extracting(Shard::ordinal).containsExactly(0, 1, 2, 3);
        assertThat(cutter.lanes()).containsExactly(new Lane("m", 6, 30));
    }

    @Test
    void shouldMarkItsLinesWhenModelsAreMixed() {
        cutter.add("a", 1, 0, 10, 1);
        cutter.add("b", 2, 10, 20, 1);
        cutter.add("a", 4, 30, 40, 1);
        cutter.add("a", 5, 40, 50, 1);
        cutter.add("a", 6, 50, 60, 1);
        cutter.finish();

        Shard mixed = shards.getFirst();
        assertThat(mixed.lines()).isEqualTo(3);
        assertThat(mixed.holds(1)).isTrue();
        assertThat(mixed.holds(2)).isFalse();
        assertThat(mixed.holds(3)).isFalse();
        assertThat(mixed.holds(4)).isTrue();
        assertThat(mixed.holds(5)).isTrue();
        assertThat(mixed.holds(6)).isFalse();
        assertThat(shards).extracting(Shard::model).containsExactly("a", "a", "b");
        assertThat(shards.get(1).members()).isEmpty();
        assertThat(cutter.lanes()).containsExactly(new Lane("a", 4, 4), new Lane("b", 1, 1));
    }
}
