package org.argosy.ops.simulator;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.argosy.ops.simulator.http.HttpAnswer;
import org.argosy.ops.simulator.http.HttpCall;
import org.argosy.ops.simulator.wire.JsonText;

/** Gives out tokens for a client's credentials, as an OAuth2 issuer does, and knows which still hold. Thread-safe. */
final class TokenDesk {

    private final InstantSource clock;
    private final Optional<TokenGrant> grant;
    private final Set<String> revoked = ConcurrentHashMap.newKeySet();
    private final ConcurrentHashMap<String, Instant> ends = new ConcurrentHashMap<>();
    private final AtomicLong issued = new AtomicLong();

    TokenDesk(InstantSource clock, Optional<TokenGrant> grant) {
        this.clock = clock;
        this.grant = grant;
    }

    /** Whether requests need one of its tokens. */
    boolean isOpen() {
        return grant.isPresent();
    }

    long issued() {
        return issued.get();
    }

    /** Ends all tokens before their time. */
    void revokeAll() {
        revoked.addAll(ends.keySet());
    }

    boolean accepts(Optional<String> authorization) {
        return authorization
                .filter(value -> value.startsWith("Bearer "))
                .map(value -> value.substring("Bearer ".length()))
                .filter(token -> !revoked.contains(token))
                .map(ends::get)
                .filter(end -> clock.instant().isBefore(end))
                .isPresent();
    }

    HttpAnswer answer(HttpCall call) {
        TokenGrant wanted = grant.orElse(null);
        if (wanted == null) {
            return HttpAnswer.json(404, "{\"detail\":\"Not Found\"}".getBytes(StandardCharsets.UTF_8));
        }
        String expected = "Basic "
                + Base64.getEncoder()
                        .encodeToString((wanted.clientId() + ":" + wanted.secret()).getBytes(StandardCharsets.UTF_8));
        if (!expected.equals(call.header("authorization"))) {
            return HttpAnswer.json(401, JsonText.object(json -> json.writeStringProperty("error", "invalid_client")));
        }
        if (!new String(call.body(), StandardCharsets.UTF_8).contains("grant_type=client_credentials")) {
            return HttpAnswer.json(
                    400, JsonText.object(json -> json.writeStringProperty("error", "unsupported_grant_type")));
        }
        String token = "token-" + UUID.randomUUID();
        ends.put(token, clock.instant().plus(wanted.lifetime()));
        issued.incrementAndGet();
        return HttpAnswer.json(200, JsonText.object(json -> {
            json.writeStringProperty("access_token", token);
            json.writeStringProperty("token_type", "Bearer");
            json.writeNumberProperty("expires_in", Math.max(1, wanted.lifetime().toSeconds()));
        }));
    }
}
