package dev.triptych.controlplane.access;

import dev.triptych.controlplane.platform.TriptychException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** Checks the Host, then the credentials, and leaves the caller for whoever comes after. */
final class AccessFilter extends OncePerRequestFilter {
    private final HostCheck hosts;
    private final Credentials credentials;
    private final HandlerExceptionResolver problems;

    AccessFilter(HostCheck hosts, Credentials credentials, HandlerExceptionResolver problems) {
        this.hosts = hosts;
        this.credentials = credentials;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            hosts.require(request);
            if (Guarded.covers(request.getRequestURI()) && !isSignIn(request)) {
                credentials
                        .read(request)
                        .ifPresent(caller ->
                                SecurityContextHolder.setContext(new SecurityContextImpl(new Callers.Proved(caller))));
            }
        } catch (TriptychException refused) {
            problems.resolveException(request, response, null, refused);
            return;
        }
        chain.doFilter(request, response);
    }

    /** A sign-in replaces whatever stale credentials the browser still sends. */
    private static boolean isSignIn(HttpServletRequest request) {
        return request.getMethod().equals("POST") && request.getRequestURI().equals("/api/v1/session");
    }
}
