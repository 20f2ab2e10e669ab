package dev.triptych.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Roles hold on every route that the specification has. */
@SystemTest
class AccessIT {
    private static final List<String> ROLES = List.of("viewer", "operator", "admin");

    @Test
    void everyRouteRefusesALesserRole(Http http) {
        Map<String, Http> callers = new HashMap<>();
        for (String role : ROLES) {
            String token = http.post("/api/v1/tokens", Map.of("name", "walk-" + role, "role", role))
                    .expect(201)
                    .json()
                    .path("token")
                    .asString();
            callers.put(role, http.as(token));
        }
        JsonNode spec = YAMLMapper.builder()
                .build()
                .readTree(http.get("/api/v1/openapi.yaml").expect(200).body());
        int[] walked = {0};
        spec.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(operation -> {
                    String least = operation.getValue().path("x-role").asString("");
                    if (!ROLES.contains(least)) {
                        return;
                    }
                    String method = operation.getKey().toUpperCase(java.util.Locale.ROOT);
                    String address = "/api/v1" + path.getKey().replaceAll("\\{[^}]+}", "no-such-thing");
                    String what = method + " " + address;
                    assertThat(status(http.as(""), method, address))
                            .as("nobody: %s", what)
                            .isEqualTo(401);
                    for (String role : ROLES.subList(0, ROLES.indexOf(least))) {
                        assertThat(status(caller(callers, role), method, address))
                                .as("%s: %s", role, what)
                                .isEqualTo(403);
                        walked[0]++;
                    }
                }));
        assertThat(walked[0]).as("refusals seen").isGreaterThan(15);
        ROLES.forEach(role -> http.delete("/api/v1/tokens/walk-" + role).expect(204));
    }

    private static Http caller(Map<String, Http> callers, String role) {
        return java.util.Objects.requireNonNull(callers.get(role), role);
    }

    private static int status(Http http, String method, String address) {
        return http.send(method, address, Map.of(), java.net.http.HttpRequest.BodyPublishers.noBody())
                .status();
    }

    @Test
    void livenessAloneIsOpen(Http http) {
        http.as("").get("/livez").expect(200);
        for (String path : List.of("/readyz", "/metrics", "/api/v1/host", "/api/v1/events/stream")) {
            assertThat(http.as("").get(path).status()).as(path).isEqualTo(401);
        }
    }
}
