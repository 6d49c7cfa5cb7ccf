package org.argosy.api.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.argosy.api.error.ApiError;
import org.argosy.api.identity.Caller;
import org.argosy.api.identity.RequestRates;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Refuses requests beyond the rate of their tenant, before anything of their body is read. */
final class RateFilter extends OncePerRequestFilter {

    private final RequestRates rates;
    private final ErrorWriter errors;
    private final QuotaMeters meters;

    RateFilter(RequestRates rates, ErrorWriter errors, QuotaMeters meters) {
        this.rates = rates;
        this.errors = errors;
        this.meters = meters;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        @Nullable
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        Optional<RequestRates.Verdict> verdict =
                authentication != null && authentication.getPrincipal() instanceof Caller caller
                        ? rates.count(caller.tenant())
                        : Optional.empty();
        verdict.ifPresent(given -> tell(response, given));
        if (verdict.isEmpty() || verdict.get().passes()) {
            chain.doFilter(request, response);
            return;
        }
        ApiError error = new ApiError.RateLimited(
                verdict.get().rate().perSecond(), verdict.get().waitMillis());
        meters.count(error);
        errors.write(response, error);
    }

    private static void tell(HttpServletResponse response, RequestRates.Verdict verdict) {
        response.setHeader(
                "x-ratelimit-limit-requests", Long.toString(verdict.rate().burst()));
        response.setHeader("x-ratelimit-remaining-requests", Long.toString(verdict.remaining()));
        response.setHeader("x-ratelimit-reset-requests", verdict.resetMillis() + "ms");
    }
}
