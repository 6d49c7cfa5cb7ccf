package org.argosy.api.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import org.argosy.api.identity.Authenticator;
import org.argosy.api.identity.Caller;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.web.authentication.AuthenticationConverter;

/** Turns {@code Authorization: Bearer <key>} into a caller, with the authority of its role. */
final class BearerKeys implements AuthenticationConverter, AuthenticationManager {

    private static final String SCHEME = "bearer ";

    private final Authenticator authenticator;

    BearerKeys(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    @Override
    public @Nullable Authentication convert(HttpServletRequest request) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null || !header.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            return null;
        }
        String key = header.substring(SCHEME.length()).strip();
        return key.isEmpty() ? null : new PresentedKey(key);
    }

    @Override
    public Authentication authenticate(Authentication presented) {
        String key = String.valueOf(presented.getCredentials());
        return authenticator.authenticate(key).map(KnownCaller::new).orElseThrow(() -> new UnknownKeyException(key));
    }

    private static final class PresentedKey extends AbstractAuthenticationToken {

        private static final long serialVersionUID = 1L;

        private final String key;

        PresentedKey(String key) {
            super(List.of());
            this.key = key;
        }

        @Override
        public Object getCredentials() {
            return key;
        }

        @Override
        public Object getPrincipal() {
            return "a key";
        }
    }

    private static final class KnownCaller extends AbstractAuthenticationToken {

        private static final long serialVersionUID = 1L;

        private final transient Caller caller;

        KnownCaller(Caller caller) {
            super(List.of(new SimpleGrantedAuthority(caller.role().wireName())));
            this.caller = caller;
            setAuthenticated(true);
        }

        @Override
        public @Nullable Object getCredentials() {
            return null;
        }

        @Override
        public Object getPrincipal() {
            return caller;
        }
    }
}
