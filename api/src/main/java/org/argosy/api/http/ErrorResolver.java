package org.argosy.api.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.argosy.api.error.ApiError;
import org.argosy.api.error.ApiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/**
 * Answers whatever a controller or the dispatcher threw. Once the response is on its way nothing can be added to it: then
 * the exception goes on to Tomcat, which breaks the connection, so that the client sees that something is missing.
 */
final class ErrorResolver implements HandlerExceptionResolver {

    private static final Logger log = LoggerFactory.getLogger(ErrorResolver.class);

    private final ErrorWriter errors;
    private final QuotaMeters quotas;

    ErrorResolver(ErrorWriter errors, QuotaMeters quotas) {
        this.errors = errors;
        this.quotas = quotas;
    }

    @Override
    public @Nullable ModelAndView resolveException(
            HttpServletRequest request, HttpServletResponse response, @Nullable Object handler, Exception failure) {
        ApiError error = ErrorMapping.of(failure, request);
        quotas.count(error);
        if (response.isCommitted()) {
            return leaveToTomcat(request, failure, error);
        }
        FailureLog.log(log, request, error, failure);
        try {
            errors.write(response, error);
        } catch (IOException e) {
            log.atDebug().setCause(e).log("client left before it was told of an error");
        }
        return new ModelAndView();
    }

    /** A body that broke off has made Tomcat prepare an answer of its own, which looks committed and is not: it takes ours. */
    private static @Nullable ModelAndView leaveToTomcat(HttpServletRequest request, Exception failure, ApiError error) {
        if (!(failure instanceof ApiException)) {
            return null;
        }
        PendingError.set(request, error);
        return new ModelAndView();
    }
}
