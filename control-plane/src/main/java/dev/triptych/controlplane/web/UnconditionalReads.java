package dev.triptych.controlplane.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Answers reads of the API as a whole, whatever the client holds. An {@code ETag} here names a version to change, for
 * {@code If-Match}; the state beside it changes while the version stays, and a 304 would say that it had not.
 */
@Component
final class UnconditionalReads extends OncePerRequestFilter {
    private static final String CONDITION = "If-None-Match";

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        boolean api = request.getRequestURI().startsWith(WebConfiguration.API + "/");
        chain.doFilter(api && request.getHeader(CONDITION) != null ? new WithoutCondition(request) : request, response);
    }

    private static final class WithoutCondition extends HttpServletRequestWrapper {
        WithoutCondition(HttpServletRequest request) {
            super(request);
        }

        @Override
        public @Nullable String getHeader(String name) {
            return name.equalsIgnoreCase(CONDITION) ? null : super.getHeader(name);
        }

        @Override
        public Enumeration<String> getHeaders(String name) {
            return name.equalsIgnoreCase(CONDITION) ? Collections.emptyEnumeration() : super.getHeaders(name);
        }
    }
}
