package org.argosy.api.http;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.argosy.api.outlook.Outlook;
import org.argosy.storage.Batch;
import org.argosy.storage.BatchResults;
import org.argosy.storage.BatchState;
import org.argosy.storage.FileId;
import org.argosy.storage.RequestCounts;
import org.argosy.storage.TokenCounts;
import org.argosy.storage.ValidationError;

/** OpenAI's batch object: its 22 members in its order, and one for what is ours. */
record BatchJson(
        String id,
        String object,
        String endpoint,
        Optional<String> model,
        String inputFileId,
        String completionWindow,
        String status,
        Optional<String> outputFileId,
        Optional<String> errorFileId,
        Optional<Errors> errors,
        long createdAt,
        Optional<Long> inProgressAt,
        Optional<Long> finalizingAt,
        Optional<Long> completedAt,
        long expiresAt,
        Optional<Long> failedAt,
        Optional<Long> expiredAt,
        Optional<Long> cancellingAt,
        Optional<Long> cancelledAt,
        Counts requestCounts,
        Optional<Map<String, String>> metadata,
        Optional<Usage> usage,
        ArgosyJson argosy) {

    static BatchJson of(Batch batch, String tenant, Outlook outlook, Instant now) {
        BatchState state = batch.state();
        BatchResults results = state instanceof BatchState.Ended ended ? ended.results() : BatchResults.NONE;
        return new BatchJson(
                batch.id().value(),
                "batch",
                batch.request().endpoint(),
                batch.model(),
                batch.request().inputFile().value(),
                batch.request().completionWindow(),
                state.status().wireName(),
                results.output().map(FileId::value),
                results.error().map(FileId::value),
                state instanceof BatchState.Failed failed ? Optional.of(Errors.of(failed.errors())) : Optional.empty(),
                batch.createdAt().getEpochSecond(),
                EpochSeconds.of(state.inProgressAt()),
                EpochSeconds.of(state.finalizingAt()),
                state instanceof BatchState.Completed ? EpochSeconds.of(state.endedAt()) : Optional.empty(),
                batch.expiresAt().getEpochSecond(),
                state instanceof BatchState.Failed ? EpochSeconds.of(state.endedAt()) : Optional.empty(),
                state instanceof BatchState.Expired ? EpochSeconds.of(state.endedAt()) : Optional.empty(),
                EpochSeconds.of(state.cancellingAt()),
                state instanceof BatchState.Cancelled ? EpochSeconds.of(state.endedAt()) : Optional.empty(),
                Counts.of(batch.counts()),
                batch.request().metadata(),
                state.inProgressAt().isPresent() ? Optional.of(Usage.of(batch.usage())) : Optional.empty(),
                ArgosyJson.of(batch, tenant, outlook, now));
    }

    record Counts(int completed, int failed, int total) {

        static Counts of(RequestCounts counts) {
            return new Counts(counts.completed(), counts.failed(), counts.total());
        }
    }

    record Errors(String object, List<Item> data) {

        record Item(String code, OptionalInt line, String message, Optional<String> param) {}

        static Errors of(List<ValidationError> errors) {
            return new Errors(
                    "list",
                    errors.stream()
                            .map(e -> new Item(e.code(), e.line(), e.message(), e.param()))
                            .toList());
        }
    }

    record Usage(
            long inputTokens,
            InputDetails inputTokensDetails,
            long outputTokens,
            OutputDetails outputTokensDetails,
            long totalTokens) {

        record InputDetails(long cachedTokens) {}

        record OutputDetails(long reasoningTokens) {}

        static Usage of(TokenCounts tokens) {
            return new Usage(
                    tokens.input(),
                    new InputDetails(tokens.cached()),
                    tokens.output(),
                    new OutputDetails(tokens.reasoning()),
                    tokens.total());
        }
    }
}
