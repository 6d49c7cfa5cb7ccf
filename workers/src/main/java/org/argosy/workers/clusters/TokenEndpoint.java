package org.argosy.workers.clusters;

import com.nimbusds.oauth2.sdk.ClientCredentialsGrant;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Fetches tokens with a client's own credentials. Blocks for 15 s at most. Safe for use by any number of threads.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.4">RFC 6749, section 4.4</a>
 */
final class TokenEndpoint {

    /** A token and how long it holds. */
    record Token(String value, Duration lifetime) {
        @Override
        public String toString() {
            return "Token[…]";
        }
    }

    private static final int CONNECT_MILLIS = 5_000;
    private static final int READ_MILLIS = 10_000;
    private static final int SERVER_ERROR = 500;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final Duration UNKNOWN_LIFETIME = Duration.ofHours(1);

    private final Auth.ServiceAccount account;
    private final Credentials secret;

    TokenEndpoint(Auth.ServiceAccount account, Credentials secret) {
        this.account = account;
        this.secret = secret;
    }

    /** Changes when the client's secret has. */
    long version() {
        return secret.version();
    }

    /** The secret was refused: read it again. */
    void secretRefused() throws InterruptedException {
        try {
            var _ = secret.renew(secret.bearer());
        } catch (CredentialsException _) {
            // It stays as it is.
        }
    }

    Token fetch() throws CredentialsException, InterruptedException {
        String value =
                secret.bearer().orElseThrow(() -> new CredentialsException("the client's secret cannot be read", true));
        TokenRequest.Builder request = new TokenRequest.Builder(
                account.tokenUrl(),
                new ClientSecretBasic(new ClientID(account.clientId()), new Secret(value)),
                new ClientCredentialsGrant());
        if (!account.scopes().isEmpty()) {
            request.scope(new Scope(account.scopes().toArray(String[]::new)));
        }
        HTTPRequest http = request.build().toHTTPRequest();
        http.setConnectTimeout(CONNECT_MILLIS);
        http.setReadTimeout(READ_MILLIS);
        http.setFollowRedirects(false);
        try {
            TokenResponse response = TokenResponse.parse(http.send());
            if (!response.indicatesSuccess()) {
                throw refused(response.toErrorResponse().getErrorObject());
            }
            AccessToken token = response.toSuccessResponse().getTokens().getAccessToken();
            return new Token(
                    token.getValue(),
                    token.getLifetime() > 0 ? Duration.ofSeconds(token.getLifetime()) : UNKNOWN_LIFETIME);
        } catch (IOException e) {
            throw new CredentialsException(
                    "the token endpoint cannot be reached: " + e.getClass().getSimpleName(), false);
        } catch (ParseException _) {
            throw new CredentialsException("the token endpoint did not answer with a token", false);
        }
    }

    private static CredentialsException refused(ErrorObject error) {
        int status = error.getHTTPStatusCode();
        return new CredentialsException(
                "the token endpoint answered " + status
                        + Optional.ofNullable(error.getCode())
                                .map(code -> " " + code)
                                .orElse(""),
                status > 0 && status < SERVER_ERROR && status != TOO_MANY_REQUESTS);
    }
}
