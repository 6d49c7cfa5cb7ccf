package org.argosy.api.http;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.sql.SQLException;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.argosy.api.error.ApiError;
import org.argosy.api.error.ApiException;
import org.argosy.api.error.Quotas;
import org.argosy.storage.db.UnstorableTextException;
import org.argosy.storage.objects.ObjectNotFoundException;
import org.argosy.storage.objects.ObjectStoreException;
import org.argosy.storage.tenants.QuotaExceededException;
import org.jdbi.v3.core.ConnectionException;
import org.jspecify.annotations.Nullable;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** Finds the error that an exception means to the client. */
final class ErrorMapping {

    private ErrorMapping() {}

    static ApiError of(Throwable failure, HttpServletRequest request) {
        return switch (failure) {
            case ApiException e -> e.error();
            case QuotaExceededException e -> Quotas.error(e);
            case ServletException e when e.getCause() instanceof ApiException cause -> cause.error();
            case HttpRequestMethodNotSupportedException e -> methodNotAllowed(e, request);
            case NoHandlerFoundException _, NoResourceFoundException _ -> UnknownUrl.of(request);
            case InvalidParameterException _ ->
                new ApiError.BadRequest("The query string is malformed: check its percent-encoding.");
            case UnstorableTextException e ->
                new ApiError.BadRequest("The request cannot be served: " + e.getMessage() + ".");
            case ErrorResponse e
            when e.getStatusCode().is4xxClientError() ->
                new ApiError.Refused(e.getStatusCode().value(), "The request cannot be served as it is.");
            default ->
                storeIsAway(failure)
                        ? new ApiError.Unavailable("The server's storage cannot be reached for the moment. Try again.")
                        : new ApiError.ServerFault();
        };
    }

    private static ApiError methodNotAllowed(HttpRequestMethodNotSupportedException e, HttpServletRequest request) {
        String @Nullable [] supported = e.getSupportedMethods();
        String allowed = supported == null ? "" : String.join(", ", supported);
        return new ApiError.MethodNotAllowed(
                "Not allowed to " + e.getMethod() + " on " + request.getRequestURI()
                        + ". (HINT: Perhaps you meant to use a different HTTP method? Allowed: " + allowed + ")",
                allowed);
    }

    private static boolean storeIsAway(Throwable failure) {
        for (@Nullable Throwable t = failure; t != null; t = t.getCause()) {
            if ((t instanceof ObjectStoreException && !(t instanceof ObjectNotFoundException))
                    || t instanceof ConnectionException
                    || (t instanceof SQLException sql && connectionLost(sql))) {
                return true;
            }
        }
        return false;
    }

    /** Classes 08 (connection) and 57P (the server is stopping or starting) of SQLSTATE. */
    private static boolean connectionLost(SQLException e) {
        String state = e.getSQLState();
        return state != null && (state.startsWith("08") || state.startsWith("57P"));
    }
}
