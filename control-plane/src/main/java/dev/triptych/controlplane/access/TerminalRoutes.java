package dev.triptych.controlplane.access;

import jakarta.servlet.http.HttpServletRequest;

/** Tells what opens a WebSocket: by its method a question, and yet a command. */
final class TerminalRoutes {
    private static final String WORKLOADS = "/api/v1/workloads/";
    private static final String EXEC = "/exec";

    private TerminalRoutes() {}

    static boolean matches(HttpServletRequest request) {
        String path = request.getRequestURI();
        return request.getMethod().equals("GET") && path.startsWith(WORKLOADS) && path.endsWith(EXEC);
    }
}
