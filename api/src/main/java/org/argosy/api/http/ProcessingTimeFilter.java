package org.argosy.api.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.web.util.OnCommittedResponseWrapper;
import org.springframework.web.filter.OncePerRequestFilter;

/** Tells in each response how long the request took until the first byte went out. */
final class ProcessingTimeFilter extends OncePerRequestFilter {

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        TimedResponse timed = new TimedResponse(request, response);
        chain.doFilter(request, timed);
        if (!response.isCommitted()) {
            timed.onResponseCommitted();
        }
    }

    private static final class TimedResponse extends OnCommittedResponseWrapper {

        private final HttpServletRequest request;

        TimedResponse(HttpServletRequest request, HttpServletResponse response) {
            super(response);
            this.request = request;
        }

        @Override
        protected void onResponseCommitted() {
            CommonHeaders.addProcessingTime(request, (HttpServletResponse) getResponse());
        }
    }
}
