package dev.triptych.controlplane.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import org.slf4j.MDC;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Records every command, also the refused ones. An invocation is none: it changes nothing that is on record, and is counted
 * rather than listed. A terminal is a command, whatever its method; so is taking files out of a workload. Of calls without valid credentials only sign-ins are recorded: the rest
 * changes nothing, and must not let a stranger fill the table.
 */
final class AuditFilter extends OncePerRequestFilter {
    private static final Set<String> QUESTIONS = Set.of("GET", "HEAD", "OPTIONS", "TRACE");
    private static final int MAX_PATH = 512;

    private final AuditTrail audit;
    private final Clock clock;

    AuditFilter(AuditTrail audit, Clock clock) {
        this.audit = audit;
        this.clock = clock;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<Caller> caller = Callers.of(SecurityContextHolder.getContext().getAuthentication());
        boolean isSignIn = request.getRequestURI().equals("/api/v1/session");
        boolean isCall = request.getRequestURI().endsWith("/invocations");
        boolean takesOut = request.getRequestURI().endsWith("/files");
        boolean isQuestion = QUESTIONS.contains(request.getMethod()) && !TerminalRoutes.matches(request) && !takesOut;
        if (isQuestion || isCall || (caller.isEmpty() && !isSignIn)) {
            chain.doFilter(request, response);
            return;
        }
        int status = HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
        try {
            chain.doFilter(request, response);
            status = response.getStatus();
        } finally {
            record(request, caller.map(Caller::name).orElse("-"), status);
        }
    }

    private void record(HttpServletRequest request, String caller, int status) {
        String path = request.getRequestURI();
        String route = RouteTable.find(request.getMethod(), path)
                .map(found -> found.pattern().getPatternString())
                .orElse("-");
        try {
            audit.record(new AuditTrail.Entry(
                    clock.instant(),
                    caller,
                    request.getRemoteAddr(),
                    request.getMethod(),
                    route,
                    path.substring(0, Math.min(path.length(), MAX_PATH)),
                    status,
                    String.valueOf(MDC.get("correlationId")),
                    AuditDetail.of(request)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
