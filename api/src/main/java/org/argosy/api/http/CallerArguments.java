package org.argosy.api.http;

import java.util.Set;
import org.argosy.api.error.ApiError;
import org.argosy.api.error.ApiException;
import org.argosy.api.identity.Caller;
import org.argosy.storage.Scope;
import org.argosy.storage.TenantId;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/**
 * Gives handlers who asks, by the type of the parameter: a {@link TenantId} for what a tenant does with its own, a
 * {@link Scope} for what operators may do to everybody's, or the whole {@link Caller}. A handler that takes an
 * {@link Operator} is for operators alone.
 */
final class CallerArguments implements HandlerMethodArgumentResolver {

    private static final Set<Class<?>> TYPES = Set.of(Caller.class, TenantId.class, Scope.class, Operator.class);

    /** A caller that is an operator. */
    record Operator(Caller caller) {}

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return TYPES.contains(parameter.getParameterType());
    }

    @Override
    public Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer model,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binders) {
        Caller caller = caller();
        Class<?> type = parameter.getParameterType();
        if (type == TenantId.class) {
            return caller.tenant();
        }
        if (type == Scope.class) {
            return caller.scope();
        }
        if (type == Operator.class) {
            if (!caller.isOperator()) {
                throw new ApiException(ApiError.Forbidden.operatorsOnly());
            }
            return new Operator(caller);
        }
        return caller;
    }

    private static Caller caller() {
        @Nullable
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        if (authentication != null && authentication.getPrincipal() instanceof Caller caller) {
            return caller;
        }
        throw new IllegalStateException("a handler that asks for its caller is served without a key");
    }
}
