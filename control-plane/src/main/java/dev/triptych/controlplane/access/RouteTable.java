package dev.triptych.controlplane.access;

import static dev.triptych.controlplane.access.Role.ADMIN;
import static dev.triptych.controlplane.access.Role.OPERATOR;
import static dev.triptych.controlplane.access.Role.VIEWER;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Which role each route needs. This is the only place that says so; a test compares it with {@code x-role} in the spec. A
 * route that is not in the table needs valid credentials and then is not found.
 */
final class RouteTable {
    private static final PathPatternParser PATTERNS = new PathPatternParser();

    private static final List<Route> ROUTES = List.of(
            route("POST", "/api/v1/workloads", OPERATOR),
            route("GET", "/api/v1/workloads", VIEWER),
            route("GET", "/api/v1/workloads/{name}", VIEWER),
            route("PUT", "/api/v1/workloads/{name}", OPERATOR),
            route("DELETE", "/api/v1/workloads/{name}", OPERATOR),
            route("POST", "/api/v1/workloads/{name}/start", OPERATOR),
            route("POST", "/api/v1/workloads/{name}/stop", OPERATOR),
            route("POST", "/api/v1/workloads/{name}/restart", OPERATOR),
            route("POST", "/api/v1/workloads/{name}/pause", OPERATOR),
            route("POST", "/api/v1/workloads/{name}/resume", OPERATOR),
            route("GET", "/api/v1/workloads/{name}/runs", VIEWER),
            route("GET", "/api/v1/workloads/{name}/runs/{run}", VIEWER),
            route("GET", "/api/v1/workloads/{name}/generations", VIEWER),
            route("GET", "/api/v1/workloads/{name}/generations/{generation}", VIEWER),
            route("GET", "/api/v1/workloads/{name}/logs", VIEWER),
            route("GET", "/api/v1/workloads/{name}/usage", VIEWER),
            route("GET", "/api/v1/workloads/{name}/advice", VIEWER),
            route("POST", "/api/v1/workloads/{name}/assessment", OPERATOR),
            route("GET", "/api/v1/workloads/{name}/assessment", VIEWER),
            route("POST", "/api/v1/workloads/{name}/invocations", OPERATOR),
            route("GET", "/api/v1/workloads/{name}/exec", OPERATOR),
            route("POST", "/api/v1/workloads/{name}/exec", OPERATOR),
            route("GET", "/api/v1/workloads/{name}/console", OPERATOR),
            route("GET", "/api/v1/workloads/{name}/display", OPERATOR),
            route("GET", "/api/v1/workloads/{name}/snapshots", VIEWER),
            route("POST", "/api/v1/workloads/{name}/snapshots", OPERATOR),
            route("DELETE", "/api/v1/workloads/{name}/snapshots/{snapshot}", OPERATOR),
            route("POST", "/api/v1/workloads/{name}/snapshots/{snapshot}/restore", OPERATOR),
            route("GET", "/api/v1/workloads/{name}/files", OPERATOR),
            route("PUT", "/api/v1/workloads/{name}/files", OPERATOR),
            route("GET", "/api/v1/workloads/{name}/files/entries", OPERATOR),
            route("GET", "/api/v1/artifacts", VIEWER),
            route("PUT", "/api/v1/artifacts/{name}", OPERATOR),
            route("GET", "/api/v1/artifacts/{name}", VIEWER),
            route("DELETE", "/api/v1/artifacts/{name}", OPERATOR),
            route("GET", "/api/v1/artifacts/{name}/content", VIEWER),
            route("GET", "/api/v1/images", VIEWER),
            route("POST", "/api/v1/images", OPERATOR),
            route("POST", "/api/v1/images/gc", OPERATOR),
            route("GET", "/api/v1/images/pulls", VIEWER),
            route("POST", "/api/v1/images/pulls", OPERATOR),
            route("GET", "/api/v1/images/pulls/{pull}", VIEWER),
            route("DELETE", "/api/v1/images/pulls/{pull}", OPERATOR),
            route("GET", "/api/v1/host", VIEWER),
            route("GET", "/api/v1/host/orphans", VIEWER),
            route("POST", "/api/v1/host/orphans/{orphan}/adopt", OPERATOR),
            route("POST", "/api/v1/host/orphans/{orphan}/stop", OPERATOR),
            route("POST", "/api/v1/host/orphans/{orphan}/ignore", OPERATOR),
            route("GET", "/api/v1/host/warnings", VIEWER),
            route("POST", "/api/v1/host/warnings/{warning}/acknowledge", OPERATOR),
            route("POST", "/api/v1/comparisons", OPERATOR),
            route("GET", "/api/v1/comparisons", VIEWER),
            route("GET", "/api/v1/comparisons/{comparison}", VIEWER),
            route("POST", "/api/v1/comparisons/{comparison}/cancel", OPERATOR),
            route("GET", "/api/v1/comparisons/{comparison}/report.json", VIEWER),
            route("GET", "/api/v1/comparisons/{comparison}/report.html", VIEWER),
            route("GET", "/api/v1/comparisons/{comparison}/report.csv", VIEWER),
            route("POST", "/api/v1/migrations", OPERATOR),
            route("GET", "/api/v1/migrations", VIEWER),
            route("GET", "/api/v1/migrations/{migration}", VIEWER),
            route("POST", "/api/v1/migrations/{migration}/promote", OPERATOR),
            route("POST", "/api/v1/migrations/{migration}/rollback", OPERATOR),
            route("POST", "/api/v1/migrations/{migration}/cancel", OPERATOR),
            route("GET", "/api/v1/services", VIEWER),
            route("GET", "/api/v1/services/{name}", VIEWER),
            route("PUT", "/api/v1/services/{name}", OPERATOR),
            route("DELETE", "/api/v1/services/{name}", OPERATOR),
            route("PUT", "/api/v1/services/{name}/recording", OPERATOR),
            route("GET", "/api/v1/services/{name}/recording", VIEWER),
            route("DELETE", "/api/v1/services/{name}/recording", OPERATOR),
            route("GET", "/api/v1/events", VIEWER),
            route("GET", "/api/v1/events/stream", VIEWER),
            route("GET", "/api/v1/audit", ADMIN),
            route("POST", "/api/v1/tokens", ADMIN),
            route("GET", "/api/v1/tokens", ADMIN),
            route("DELETE", "/api/v1/tokens/{name}", ADMIN),
            route("GET", "/api/v1/volumes", VIEWER),
            route("PUT", "/api/v1/volumes/{name}", OPERATOR),
            route("GET", "/api/v1/volumes/{name}", VIEWER),
            route("DELETE", "/api/v1/volumes/{name}", OPERATOR),
            route("GET", "/api/v1/volumes/{name}/content", OPERATOR),
            route("PUT", "/api/v1/volumes/{name}/content", OPERATOR),
            route("GET", "/api/v1/networks", VIEWER),
            route("GET", "/api/v1/secrets", OPERATOR),
            route("PUT", "/api/v1/secrets/{name}", OPERATOR),
            route("DELETE", "/api/v1/secrets/{name}", OPERATOR),
            route("POST", "/api/v1/session", null),
            route("GET", "/api/v1/session", VIEWER),
            route("DELETE", "/api/v1/session", VIEWER),
            route("POST", "/api/v1/session/links", VIEWER),
            route("POST", "/api/v1/session/tickets", VIEWER),
            route("GET", "/api/v1/openapi.yaml", VIEWER),
            route("GET", "/livez", null),
            route("GET", "/readyz", VIEWER),
            route("GET", "/metrics", VIEWER));

    private RouteTable() {}

    /**
     * One row.
     *
     * @param role the least role; null where no credentials are needed
     */
    record Route(
            String method, PathPattern pattern, @Nullable Role role) {}

    /** The row for a call; a HEAD is looked up as the GET that answers it. */
    static Optional<Route> find(String method, String path) {
        PathContainer parsed = PathContainer.parsePath(path);
        String looked = method.equals("HEAD") ? "GET" : method;
        return ROUTES.stream()
                .filter(route ->
                        route.method().equals(looked) && route.pattern().matches(parsed))
                .findFirst();
    }

    static List<Route> all() {
        return ROUTES;
    }

    private static Route route(String method, String pattern, @Nullable Role role) {
        return new Route(method, PATTERNS.parse(pattern), role);
    }
}
