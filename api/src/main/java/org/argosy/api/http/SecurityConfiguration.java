package org.argosy.api.http;

import org.argosy.api.error.ApiError;
import org.argosy.api.identity.Authenticator;
import org.argosy.storage.KeyRole;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.AuthenticationFilter;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;

/**
 * Everything under {@code /v1} needs a key, and what is under {@code /v1/argosy} an operator's; no sessions, no cookies.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
class SecurityConfiguration {

    private static final String KEY_NEEDED = "/v1/**";
    private static final String OPERATORS_ONLY = "/v1/argosy/**";

    @Bean
    SecurityFilterChain chain(HttpSecurity http, Authenticator authenticator, ErrorWriter errors, RateFilter rates)
            throws Exception {
        BearerKeys keys = new BearerKeys(authenticator);
        Challenges challenges = new Challenges(errors);
        AuthenticationFilter filter = new AuthenticationFilter(keys, keys);
        filter.setRequestMatcher(PathPatternRequestMatcher.withDefaults().matcher(KEY_NEEDED));
        filter.setSuccessHandler((request, response, authentication) -> {});
        filter.setFailureHandler(challenges::commence);
        return http.csrf(AbstractHttpConfigurer::disable)
                .formLogin(AbstractHttpConfigurer::disable)
                .httpBasic(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .anonymous(AbstractHttpConfigurer::disable)
                .sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .authorizeHttpRequests(requests -> requests.requestMatchers(OPERATORS_ONLY)
                        .hasAuthority(KeyRole.OPERATOR.wireName())
                        .requestMatchers(KEY_NEEDED)
                        .authenticated()
                        .anyRequest()
                        .permitAll())
                .exceptionHandling(e -> e.authenticationEntryPoint(challenges)
                        .accessDeniedHandler((request, response, denied) ->
                                errors.write(response, ApiError.Forbidden.operatorsOnly())))
                .addFilterBefore(filter, AuthorizationFilter.class)
                .addFilterAfter(rates, AuthorizationFilter.class)
                .build();
    }

    /** Lets through what a path may hold, since an unknown id or URL has its own answer; the dispatcher never decodes a slash. */
    @Bean
    HttpFirewall firewall() {
        StrictHttpFirewall firewall = new StrictHttpFirewall();
        firewall.setAllowUrlEncodedSlash(true);
        firewall.setAllowUrlEncodedDoubleSlash(true);
        firewall.setAllowUrlEncodedPercent(true);
        firewall.setAllowUrlEncodedPeriod(true);
        firewall.setUnsafeAllowAnyHttpMethod(true);
        return firewall;
    }

    @Bean
    RequestRejectedHandler rejectedHandler(ErrorWriter errors) {
        return (request, response, rejection) -> errors.write(response, UnknownUrl.of(request));
    }
}
