package dev.triptych.controlplane.web;

import dev.triptych.controlplane.platform.UuidV7;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import org.slf4j.MDC;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Gives each call an id that stands in its answer, in its problem document and beside each line it leaves in the log. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class CorrelationFilter extends OncePerRequestFilter {
    static final String HEADER = "Triptych-Correlation-Id";
    private static final String LOG_KEY = "correlationId";
    private static final String ATTRIBUTE = CorrelationFilter.class.getName();

    /** The id of a call; every call has one by the time anything can fail. */
    static String idOf(HttpServletRequest request) {
        return String.valueOf(request.getAttribute(ATTRIBUTE));
    }

    /** What the connector refuses by itself comes past here only as an error. */
    @Override
    protected boolean shouldNotFilterErrorDispatch() {
        return false;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String id = Objects.requireNonNullElseGet(
                (String) request.getAttribute(ATTRIBUTE), () -> UuidV7.next().toString());
        request.setAttribute(ATTRIBUTE, id);
        response.setHeader(HEADER, id);
        MDC.put(LOG_KEY, id);
        try {
            chain.doFilter(request, response);
        } finally {
            MDC.remove(LOG_KEY);
        }
    }
}
