package org.argosy.api.http;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.argosy.storage.TenantId;
import org.argosy.storage.UsageBucket;

/** What became of a tenant's requests to one model in an hour or a day. */
record UsageJson(
        String id,
        String object,
        long startTime,
        long endTime,
        String tenant,
        String model,
        long completed,
        long failed,
        long inputTokens,
        long cachedTokens,
        long outputTokens,
        long reasoningTokens,
        long totalTokens) {

    private static final String PREFIX = "usage_";
    private static final int PARTS = 3;

    static UsageJson of(UsageBucket bucket, Duration width) {
        return new UsageJson(
                id(bucket.position()),
                "argosy.usage",
                bucket.start().getEpochSecond(),
                bucket.start().plus(width).getEpochSecond(),
                bucket.tenantName(),
                bucket.model(),
                bucket.completed(),
                bucket.failed(),
                bucket.tokens().input(),
                bucket.tokens().cached(),
                bucket.tokens().output(),
                bucket.tokens().reasoning(),
                bucket.tokens().total());
    }

    /** The position that an id names; empty when it is none of ours. */
    static Optional<UsageBucket.Position> position(String id) {
        if (!id.startsWith(PREFIX)) {
            return Optional.empty();
        }
        try {
            byte[] text = Base64.getUrlDecoder().decode(id.substring(PREFIX.length()));
            String[] parts = new String(text, StandardCharsets.UTF_8).split(" ", PARTS);
            return parts.length < PARTS || id.indexOf('\0') >= 0
                    ? Optional.empty()
                    : Optional.of(new UsageBucket.Position(
                            Instant.ofEpochSecond(Long.parseLong(parts[0])), new TenantId(parts[1]), parts[2]));
        } catch (IllegalArgumentException | DateTimeException _) {
            return Optional.empty();
        }
    }

    private static String id(UsageBucket.Position position) {
        String text = position.start().getEpochSecond() + " " + position.tenant() + " " + position.model();
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
