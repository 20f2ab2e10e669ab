package dev.triptych.controlplane.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.platform.Home;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Walks the spec with each role: what its {@code x-role} forbids is forbidden, and nothing else is. */
@HttpModuleTest
class RolesModuleTest {
    private static final List<String> RISING = List.of("viewer", "operator", "admin");

    @LocalServerPort
    private int port;

    @Autowired
    private Home home;

    private Api api;

    @BeforeEach
    void open() {
        api = new Api(port, home.root());
    }

    @TestFactory
    Stream<DynamicTest> everyRouteIsOpenToItsRoleAndThoseAbove() {
        Map<String, String> tokens =
                Map.of("viewer", token("viewer"), "operator", token("operator"), "admin", api.adminToken());
        List<DynamicTest> tests = new ArrayList<>();
        for (SpecificationRoutes.Route route : SpecificationRoutes.all()) {
            for (String role : RISING) {
                tests.add(DynamicTest.dynamicTest(
                        role + " " + route.method() + " " + route.path(),
                        () -> check(route, role, String.valueOf(tokens.get(role)))));
            }
            tests.add(DynamicTest.dynamicTest(
                    "nobody " + route.method() + " " + route.path(), () -> check(route, "anyone", null)));
        }
        return tests.stream();
    }

    private String token(String role) {
        return api.post("/tokens", "{\"name\":\"" + Api.uniqueName(role) + "\",\"role\":\"" + role + "\"}")
                .json()
                .path("token")
                .asString();
    }

    private void check(SpecificationRoutes.Route route, String role, @org.jspecify.annotations.Nullable String token)
            throws Exception {
        int status = status(route, token);
        if (route.role().equals("anyone")) {
            assertThat(status).isNotEqualTo(403);
        } else if (token == null) {
            assertThat(status).isEqualTo(401);
        } else if (RISING.indexOf(role) < RISING.indexOf(route.role())) {
            assertThat(status).isEqualTo(403);
        } else {
            assertThat(status).isNotIn(401, 403, 405);
        }
    }

    /** Of what does not exist, with a body that says nothing: who may call it gets some other refusal. */
    private int status(SpecificationRoutes.Route route, @org.jspecify.annotations.Nullable String token)
            throws Exception {
        String path = route.path().replace("{run}", "1").replaceAll("\\{[a-z]+}", "nobody");
        HttpRequest.Builder request = HttpRequest.newBuilder(api.uri("/api/v1" + path))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .method(
                        route.method(),
                        route.method().equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString("{\"no\":1}"));
        if (path.startsWith("/artifacts") && route.method().equals("PUT")) {
            request.header("If-Match", "\"none\"");
        }
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        HttpResponse<java.io.InputStream> response = api.client().send(request.build(), BodyHandlers.ofInputStream());
        response.body().close();
        return response.statusCode();
    }
}
