package dev.triptych.controlplane.access;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;

/** Tells what opens a WebSocket: by its method a question, and yet a command. */
final class TerminalRoutes {
    private static final String WORKLOADS = "/api/v1/workloads/";
    private static final Set<String> PARTS = Set.of("exec", "console", "display");

    private TerminalRoutes() {}

    static boolean matches(HttpServletRequest request) {
        String path = request.getRequestURI();
        return request.getMethod().equals("GET")
                && path.startsWith(WORKLOADS)
                && PARTS.contains(path.substring(path.lastIndexOf('/') + 1));
    }
}
