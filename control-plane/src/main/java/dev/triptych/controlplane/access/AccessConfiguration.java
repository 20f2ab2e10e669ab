package dev.triptych.controlplane.access;

import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException.Denied;
import dev.triptych.controlplane.platform.TriptychException.InvalidRequest;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.util.List;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.header.writers.ContentSecurityPolicyHeaderWriter;
import org.springframework.security.web.header.writers.CrossOriginOpenerPolicyHeaderWriter.CrossOriginOpenerPolicy;
import org.springframework.security.web.header.writers.CrossOriginResourcePolicyHeaderWriter.CrossOriginResourcePolicy;
import org.springframework.security.web.header.writers.DelegatingRequestMatcherHeaderWriter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** Puts the checks in their order: host, credentials, role. Refusals become problem documents like all others. */
@Configuration(proxyBeanMethods = false)
class AccessConfiguration {
    /** The console is one page with its own scripts and styles; nothing is loaded from elsewhere, nobody frames it. */
    private static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self';"
            + " img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none';"
            + " frame-ancestors 'none'";

    /** Where the console keeps the scripts of its workers. */
    private static final String WORKERS = "/workers/**";

    /**
     * A worker is under the policy that its own script came with. The one that runs Wasm may compile it, which the page
     * may not, and may ask for nothing: whatever a guest does there, no request leaves it.
     */
    private static final String WORKER_POLICY = "default-src 'none'; script-src 'wasm-unsafe-eval'; base-uri 'none';"
            + " form-action 'none'; frame-ancestors 'none'";

    @Bean
    HostCheck hostCheck(AccessProperties properties) {
        return new HostCheck(properties);
    }

    @Bean
    FailedSignIns failedSignIns(AccessProperties properties, Clock clock) {
        return new FailedSignIns(properties.failedSignInsPerMinute(), clock);
    }

    /** Calls are measured as a whole; each filter by itself would cost more than most of them do. */
    @Bean
    static SecurityObservationSettings securityObservations() {
        return SecurityObservationSettings.noObservations();
    }

    @Bean
    SecurityFilterChain accessChain(
            HttpSecurity http,
            HostCheck hosts,
            Credentials credentials,
            AuditTrail audit,
            Clock clock,
            @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
        return http.csrf(AbstractHttpConfigurer::disable) // No cookie opens anything by itself.
                .cors(AbstractHttpConfigurer::disable)
                .formLogin(AbstractHttpConfigurer::disable)
                .httpBasic(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .anonymous(Customizer.withDefaults())
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .headers(AccessConfiguration::headers)
                .addFilterBefore(new AccessFilter(hosts, credentials, problems), AuthorizationFilter.class)
                .addFilterBefore(new AuditFilter(audit, clock), AuthorizationFilter.class)
                .authorizeHttpRequests(routes -> routes.dispatcherTypeMatchers(
                                DispatcherType.ASYNC, DispatcherType.ERROR, DispatcherType.FORWARD)
                        .permitAll()
                        .anyRequest()
                        .access(new RouteAuthorization()))
                .exceptionHandling(refusals -> refusals.authenticationEntryPoint((request, response, cause) ->
                                problems.resolveException(request, response, null, unauthenticated()))
                        .accessDeniedHandler((request, response, cause) ->
                                problems.resolveException(request, response, null, forbidden(request))))
                .build();
    }

    private static void headers(HeadersConfigurer<HttpSecurity> headers) {
        // Each writes where there is none yet, in this order.
        headers.addHeaderWriter(new DelegatingRequestMatcherHeaderWriter(
                        PathPatternRequestMatcher.pathPattern(WORKERS),
                        new ContentSecurityPolicyHeaderWriter(WORKER_POLICY)))
                .addHeaderWriter(new ContentSecurityPolicyHeaderWriter(CONTENT_SECURITY_POLICY))
                .referrerPolicy(policy -> policy.policy(ReferrerPolicy.NO_REFERRER))
                .crossOriginOpenerPolicy(policy -> policy.policy(CrossOriginOpenerPolicy.SAME_ORIGIN))
                .crossOriginResourcePolicy(policy -> policy.policy(CrossOriginResourcePolicy.SAME_ORIGIN));
    }

    /** A path that only an attack or an accident has. */
    @Bean
    RequestRejectedHandler requestRejectedHandler(
            @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
        return (request, response, rejected) -> problems.resolveException(
                request,
                response,
                null,
                new InvalidRequest(
                        ErrorCode.VALIDATION_FAILED,
                        "The path or a header holds characters that no route of this service has.",
                        List.of()));
    }

    /** Credentials are checked by {@link Credentials} alone; this keeps Spring Boot from making a user of its own. */
    @Bean
    AuthenticationManager authenticationManager() {
        return new AuthenticationManager() {
            @Override
            public Authentication authenticate(Authentication authentication) throws AuthenticationException {
                throw new AuthenticationServiceException("passwords are not used here");
            }
        };
    }

    private static Denied unauthenticated() {
        return new Denied(
                ErrorCode.UNAUTHENTICATED,
                "This call needs a token. Send it as \"Authorization: Bearer ...\"; ./triptych token prints one.");
    }

    private static Denied forbidden(HttpServletRequest request) {
        Caller caller = Callers.current();
        String needed = RouteTable.find(request.getMethod(), request.getRequestURI())
                .map(RouteTable.Route::role)
                .map(Role::word)
                .orElse("viewer");
        return new Denied(
                ErrorCode.FORBIDDEN,
                "This call needs the role " + needed + "; the token \"" + caller.name() + "\" has the role "
                        + caller.role().word() + ".");
    }
}
