package org.argosy.dispatcher.plan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.argosy.dispatcher.testing.TestPlatform.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.argosy.dispatcher.testing.ForwardingStore;
import org.argosy.dispatcher.testing.SlowStore;
import org.argosy.dispatcher.testing.TestPlatform;
import org.argosy.storage.Batch;
import org.argosy.storage.BatchId;
import org.argosy.storage.BatchInput;
import org.argosy.storage.BatchState;
import org.argosy.storage.BatchStatus;
import org.argosy.storage.FileId;
import org.argosy.storage.FilePurpose;
import org.argosy.storage.Limits;
import org.argosy.storage.ModelUsage;
import org.argosy.storage.Segment;
import org.argosy.storage.TenantId;
import org.argosy.storage.TokenCounts;
import org.argosy.storage.ValidationError;
import org.argosy.storage.db.BatchProgress;
import org.argosy.storage.db.OffsetMove;
import org.argosy.storage.db.OutcomeLedger;
import org.argosy.storage.db.PlanClaim;
import org.argosy.storage.db.PlanRepository;
import org.argosy.storage.db.PlanRepository.Preference;
import org.argosy.storage.db.ProgressAddition;
import org.argosy.storage.db.RetryRepository;
import org.argosy.storage.objects.ObjectKeys;
import org.argosy.storage.objects.ObjectStore;
import org.argosy.storage.objects.ObjectStoreException;
import org.argosy.storage.tenants.TenantPolicies;
import org.argosy.storage.tenants.TenantPolicy;
import org.argosy.storage.tenants.TokenQuota;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.roaringbitmap.RoaringBitmap;

class PlannerIT {

    private static final Duration LEASE = Duration.ofSeconds(30);

    private final TestPlatform platform = new TestPlatform();
    private final PlanRepository plans = new PlanRepository(platform.jdbi());
    private final TenantId tenant = platform.tenant("t1");
    private final Limits limits = new Limits(1_000_000_000, 1_000_000_000, 1_000_000_000, 100_000, 4_000, 2, 5);

    @AfterEach
    void close() {
        platform.close();
    }

    @Test
    @Tag("lines.space")
    @Tag("output.files")
    void shouldStartABatchWhenItsFileIsValid() throws InterruptedException {
        String content = "\uFEFF" + line("a", "m1") + "\r\n" + line("b", "m2") + "   \n" + line("c", "m1")
                + line("d", "m1").stripTrailing();
        byte[] bytes = content.getBytes(UTF_8);
        int cut = bytes.length / 2;
        FileId file = platform.upload(
                tenant,
                FilePurpose.BATCH,
                Arrays.copyOfRange(bytes, 0, cut),
                Arrays.copyOfRange(bytes, cut, bytes.length));
        BatchId id = platform.submit(tenant, file);

        assertThat(planner(platform.store).plan(claim())).isEqualTo(Planner.Result.PLANNED);

        Batch batch = platform.batch(id);
        assertThat(batch.state()).isInstanceOf(BatchState.InProgress.class);
        assertThat(batch.counts().total()).isEqualTo(4);
        assertThat(batch.model()).isEmpty();
        assertThat(rows("select model || ':' || lines from lane order by model"))
                .containsExactly("m1:3", "m2:1");
        assertThat(
                        rows(
                                "select model || ':' || first_line || '-' || last_line || '/' || lines from shard order by model"))
                .containsExactly("m1:1-6/3", "m2:3-3/1");
        assertThat(rows("select filename from file where purpose = 'batch_output' and ready_at is null order by 1"))
                .containsExactly(id + "_error.jsonl", id + "_output.jsonl", id + "_provenance.jsonl");
        assertThat(rows("select version || ':' || next_ordinal from progress")).containsExactly("0:0");
    }

    @Test
    @Tag("lines.errors")
    @Tag("batches.failed")
    void shouldTellEveryErrorWhenAFileIsInvalid() throws InterruptedException {
        String valid = line("a", "m1");
        BatchId id = submit(valid
                + "{broken\n"
                + valid.replace("\"a\"", "17")
                + valid
                + "{\"custom_id\":\"e\",\"method\":\"GET\",\"url\":\"/v1/embeddings\",\"body\":{\"messages\":[]}}\n"
                + "[]\n");

        assertThat(planner(platform.store, limits(20)).plan(claim())).isEqualTo(Planner.Result.FAILED);

        assertThat(errors(id))
                .extracting(
                        ValidationError::code,
                        e -> e.line().orElse(0),
                        e -> e.param().orElse(null))
                .containsExactly(
                        Assertions.tuple("invalid_json_line", 2, null),
                        Assertions.tuple("invalid_type", 3, "custom_id"),
                        Assertions.tuple("duplicate_custom_id", 4, "custom_id"),
                        Assertions.tuple("invalid_value", 5, "method"),
                        Assertions.tuple("invalid_url", 5, "url"),
                        Assertions.tuple("missing_required_parameter", 5, "body.model"),
                        Assertions.tuple("invalid_request", 6, null));
        assertThat(errors(id).get(1).message())
                .isEqualTo("Invalid type for 'custom_id': expected a string, but got an integer instead.");
        assertThat(platform.batch(id).counts().total()).isZero();
        assertThat(rows("select 1 from shard union all select 1 from lane")).isEmpty();
    }

    @Test
    @Tag("lines.many")
    void shouldKeepTheFirstErrorsAndCountTheRest() throws InterruptedException {
        BatchId id = submit("{}x\n".repeat(50));
        planner(platform.store).plan(claim());
        assertThat(errors(id)).hasSize(6);
        assertThat(errors(id).getLast().message()).isEqualTo("There are 45 more errors, which are not listed.");
    }

    @Test
    @Tag("batches.model")
    @Tag("lines.stream")
    void shouldNameTheModelOfABatchWhoseLinesAskForStreams() throws InterruptedException {
        String line = line("a", "m1");
        BatchId id = submit(line.replace("\"body\":{", "\"body\":{\"stream\":true,"));

        assertThat(planner(platform.store).plan(claim())).isEqualTo(Planner.Result.PLANNED);

        assertThat(platform.batch(id).model()).contains("m1");
    }

    @Test
    @Tag("lines.models")
    void shouldFailWhenModelsDoNotFit() throws InterruptedException {
        BatchId id = submit(line("a", "m1") + line("b", "nope") + line("c", "m2") + line("d", "m3"));
        planner(platform.store).plan(claim());
        assertThat(errors(id)).extracting(ValidationError::code).containsExactly("model_not_found", "too_many_models");
        assertThat(errors(id).getFirst().message())
                .isEqualTo("The provided model 'nope' is not supported by the Batch API.");

        BatchId single = submit(line("a", "m1") + line("b", "m2"));
        Limits oneModel = new Limits(1_000_000_000, 1_000_000_000, 1_000_000_000, 100_000, 4_000, 1, 5);
        planner(platform.store, oneModel).plan(claim());
        assertThat(errors(single)).extracting(ValidationError::code).containsExactly("mismatched_model");
    }

    @Test
    @Tag("lines.file")
    void shouldFailWhenTheFileIsEmptyOrTooLongOrUnreadable() throws InterruptedException {
        BatchId empty = submit("\uFEFF\n \r\n\n");
        planner(platform.store).plan(claim());
        assertThat(errors(empty)).extracting(ValidationError::code).containsExactly("empty_file");

        BatchId many = submit(line("a", "m1") + line("b", "m1") + line("c", "m1"));
        planner(platform.store, new Limits(1_000_000, 1_000_000, 1_000_000, 2, 4_000, 2, 5))
                .plan(claim());
        assertThat(errors(many)).extracting(ValidationError::code).containsExactly("too_many_tasks");

        BatchId wide = submit(line("a", "m1") + line("b".repeat(5_000), "m1") + line("c".repeat(600), "m1"));
        planner(platform.store).plan(claim());
        assertThat(errors(wide))
                .extracting(ValidationError::code, ValidationError::line)
                .containsExactly(
                        Assertions.tuple("line_too_long", OptionalInt.of(2)),
                        Assertions.tuple("string_above_max_length", OptionalInt.of(3)));

        FileId latin = platform.upload(tenant, FilePurpose.BATCH, new byte[] {'{', '"', (byte) 0xE9, '"', '}'});
        BatchId encoded = platform.submit(tenant, latin);
        planner(platform.store).plan(claim());
        assertThat(errors(encoded)).extracting(ValidationError::code).containsExactly("invalid_encoding");
    }

    @Test
    @Tag("lines.file")
    void shouldNotFindAFileThatIsUnknownForeignDeletedOrOfAnotherPurpose() throws InterruptedException {
        FileId foreign = platform.upload(platform.tenant("t2"), line("a", "m1"));
        FileId deleted = platform.upload(tenant, line("a", "m1"));
        platform.files.delete(tenant, deleted, Instant.now());
        FileId purpose =
                platform.upload(tenant, FilePurpose.USER_DATA, line("a", "m1").getBytes(UTF_8));
        for (FileId file : List.of(new FileId("file-none"), foreign, deleted, purpose)) {
            BatchId id = platform.submit(tenant, file);
            planner(platform.store).plan(claim());
            assertThat(errors(id))
                    .containsExactly(new ValidationError(
                            "invalid_request",
                            OptionalInt.empty(),
                            Optional.of("file_id"),
                            "Cannot find file " + file + ", or organization " + tenant
                                    + " does not have access to it."));
        }
    }

    @Test
    void shouldStartOverWhenAPlannerDiedInTheMiddle() throws InterruptedException {
        StringBuilder content = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            content.append(line("id-" + i, "m1"));
        }
        BatchId id = submit(content.toString());
        PlannerSettings eager = new PlannerSettings(
                1, 1 << 26, 512, 16, 1 << 20, 10, LEASE, Duration.ofSeconds(1), Duration.ofSeconds(1));
        ObjectStore dying = new DyingStore(platform.store, content.length() / 2);
        PlanClaim first = claim();
        Assertions.assertThatThrownBy(() -> planner(dying, limits, eager).plan(first))
                .isInstanceOf(RuntimeException.class);
        assertThat(rows("select 'x' from shard")).isNotEmpty();
        assertThat(plans.claim(Preference.OLDEST, Instant.now(), Instant.now().plus(LEASE)))
                .isEmpty();
        Instant later = Instant.now().plus(LEASE).plusSeconds(1);
        PlanClaim second =
                plans.claim(Preference.SMALLEST, later, later.plus(LEASE)).orElseThrow();

        assertThat(planner(platform.store, limits, eager).plan(second)).isEqualTo(Planner.Result.PLANNED);
        assertThat(planner(platform.store, limits, eager).plan(first)).isEqualTo(Planner.Result.LOST);

        assertThat(platform.batch(id).counts().total()).isEqualTo(20_000);
        assertThat(platform.batch(id).model()).contains("m1");
        assertThat(rows("select sum(lines) || ':' || count(*) || ':' || max(last_line) from shard"))
                .containsExactly("20000:1250:20000");
    }

    /** The results of its parent come so slowly that reading them takes much longer than a claim lasts. */
    @Test
    void shouldKeepARetryWhileItsLinesAreChosen() throws InterruptedException {
        FileId file = platform.upload(tenant, line("a", "m1") + line("b", "m1") + line("c", "m1") + line("d", "m1"));
        BatchId parent = platform.submit(tenant, file);
        planner(platform.store).plan(claim());
        IntStream.rangeClosed(1, 4).forEach(l -> fail(parent, l));
        BatchInput input = new BatchInput(List.of(file), Optional.of(new BatchInput.Retry(parent, List.of())));
        BatchId retry = platform.submit(tenant, input, Duration.ofHours(24));
        Instant start = Instant.now();
        AtomicLong seconds = new AtomicLong();
        InstantSource clock = () -> start.plusSeconds(seconds.get());
        List<Boolean> lost = new ArrayList<>();
        ObjectStore slow = new SlowStore(platform.store, () -> {
            seconds.addAndGet(LEASE.toSeconds() * 2 / 5);
            Instant now = clock.instant();
            lost.add(plans.claim(Preference.OLDEST, now, now.plus(LEASE)).isPresent());
        });
        PlannerSettings settings = new PlannerSettings(
                1, 1 << 26, 512, 16, 1 << 20, 10, LEASE, Duration.ofSeconds(1), Duration.ofSeconds(1));
        PlanClaim claim =
                plans.claim(Preference.OLDEST, start, start.plus(LEASE)).orElseThrow();

        assertThat(planner(plans, slow, limits, settings, clock).plan(claim)).isEqualTo(Planner.Result.PLANNED);

        assertThat(lost).hasSizeGreaterThan(4).doesNotContain(true);
        assertThat(platform.batch(retry).counts().total()).isEqualTo(4);
    }

    @Test
    void shouldLeaveNothingWhenABatchIsCancelledWhilePlanned() throws InterruptedException {
        BatchId id = submit(line("a", "m1"));
        PlanClaim claim = claim();
        platform.cancel(id);
        assertThat(planner(platform.store).plan(claim)).isEqualTo(Planner.Result.LOST);
        assertThat(platform.batch(id).state().status()).isEqualTo(BatchStatus.CANCELLING);
        assertThat(rows("select 'x' from shard union all select 'x' from lane union all select 'x' from progress"))
                .isEmpty();
    }

    @Test
    void shouldPlanAtItsStartAndWhenItIsWoken() {
        PlannerSettings slowPoll = new PlannerSettings(
                2, 1 << 26, 512, 256, 1 << 20, 500, LEASE, Duration.ofMinutes(5), Duration.ofSeconds(1));
        AtomicInteger planned = new AtomicInteger();
        BatchId before = submit(line("a", "m1"));
        try (PlanningLoop loop = new PlanningLoop(
                plans,
                planner(platform.store, limits, slowPoll),
                slowPoll,
                InstantSource.system(),
                _ -> planned.incrementAndGet())) {
            loop.start();
            await().untilAsserted(() ->
                    assertThat(platform.batch(before).state().status()).isEqualTo(BatchStatus.IN_PROGRESS));
            BatchId announced = submit(line("a", "m1"));
            loop.wake();
            await().untilAsserted(() ->
                    assertThat(platform.batch(announced).state().status()).isEqualTo(BatchStatus.IN_PROGRESS));
            await().untilAsserted(() -> assertThat(planned).hasValue(2));
        }
    }

    @Test
    @Tag("quota.tokens.fail")
    void shouldFailABatchForWhoseTokensThereIsNoRoom() throws InterruptedException {
        TokenQuota one = new TokenQuota(OptionalLong.of(1), Map.of(), false);
        PlanRepository bounded = new PlanRepository(
                platform.jdbi(),
                new TenantPolicies(
                        new TenantPolicy(1, OptionalInt.empty(), one, OptionalLong.empty(), Optional.empty()),
                        Map.of()));
        BatchId id = submit(line("a", "m1"));

        Planner.Result result = planner(bounded, platform.store, limits, PlannerSettings.defaults())
                .plan(claim());

        assertThat(result).isEqualTo(Planner.Result.OVER_QUOTA);
        assertThat(errors(id)).singleElement().satisfies(error -> {
            assertThat(error.code()).isEqualTo("token_limit_exceeded");
            assertThat(error.line()).isEmpty();
            assertThat(error.message()).startsWith("Enqueued token limit reached for m1 in organization ");
        });
    }

    private Limits limits(int errors) {
        return new Limits(1_000_000_000, 1_000_000_000, 1_000_000_000, 100_000, 4_000, 2, errors);
    }

    private Planner planner(ObjectStore store) {
        return planner(store, limits);
    }

    private Planner planner(ObjectStore store, Limits limits) {
        return planner(store, limits, PlannerSettings.defaults());
    }

    private Planner planner(ObjectStore store, Limits limits, PlannerSettings settings) {
        return planner(plans, store, limits, settings);
    }

    private Planner planner(PlanRepository repository, ObjectStore store, Limits limits, PlannerSettings settings) {
        return planner(repository, store, limits, settings, Clock.systemUTC());
    }

    private Planner planner(
            PlanRepository repository,
            ObjectStore store,
            Limits limits,
            PlannerSettings settings,
            InstantSource clock) {
        return new Planner(
                repository,
                new RetryRepository(platform.jdbi()),
                platform.files,
                store,
                TestPlatform.chatModels("m1", "m2", "m3"),
                limits,
                settings,
                clock);
    }

    /** Collects the failure of a line, in segments of its own. */
    private void fail(BatchId batch, int line) {
        OutcomeLedger ledger = new OutcomeLedger(platform.jdbi(), Duration.ofDays(1));
        long offset = ledger.claim(0, "none");
        BatchProgress base =
                Optional.ofNullable(ledger.load(List.of(batch)).get(batch)).orElseThrow();
        String id = "abcd".substring(line - 1, line);
        ledger.record(
                new OffsetMove(0, "none", offset, offset + 1),
                List.of(new ProgressAddition(
                        base,
                        RoaringBitmap.bitmapOf(line),
                        0,
                        1,
                        0,
                        TokenCounts.NONE,
                        List.of(new ModelUsage("m1", 0, 1, TokenCounts.NONE)),
                        Optional.empty(),
                        Optional.of(segment(base, "{\"custom_id\":\"" + id + "\"}\n")),
                        Optional.of(segment(
                                base, "{\"line\":" + line + ",\"custom_id\":\"" + id + "\",\"status_code\":500}\n")))),
                Instant.now());
    }

    private Segment segment(BatchProgress base, String content) {
        String key = ObjectKeys.segment(base.batch());
        platform.store.put(key, content.getBytes(UTF_8));
        return new Segment(base.nextOrdinal(), key, content.length(), 1);
    }

    private PlanClaim claim() {
        Instant now = Instant.now();
        return plans.claim(Preference.OLDEST, now, now.plus(LEASE)).orElseThrow();
    }

    private BatchId submit(String content) {
        return platform.submit(tenant, platform.upload(tenant, content));
    }

    private List<ValidationError> errors(BatchId id) {
        return ((BatchState.Failed) platform.batch(id).state()).errors();
    }

    private List<String> rows(String sql) {
        return platform.jdbi()
                .withHandle(h -> h.createQuery(sql).mapTo(String.class).list());
    }

    /** Breaks off after so many bytes. */
    private static final class DyingStore extends ForwardingStore {

        private final long bytes;

        DyingStore(ObjectStore store, long bytes) {
            super(store);
            this.bytes = bytes;
        }

        @Override
        public InputStream read(String key, long offset, long length) {
            return new FilterInputStream(super.read(key, offset, length)) {
                private long left = bytes;

                @Override
                public int read(byte[] buffer, int from, int most) throws IOException {
                    if (left <= 0) {
                        throw new IOException("the connection is gone");
                    }
                    int read = super.read(buffer, from, most);
                    left -= read;
                    return read;
                }
            };
        }

        @Override
        public void delete(List<String> keys) {
            throw new ObjectStoreException("not in this test", new IOException());
        }
    }
}
