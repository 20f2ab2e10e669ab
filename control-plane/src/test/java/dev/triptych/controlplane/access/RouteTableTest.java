package dev.triptych.controlplane.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.http.SpecificationRoutes;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RouteTableTest {
    private static final Set<String> OUTSIDE_THE_SPEC =
            Set.of("GET /livez anyone", "GET /readyz viewer", "GET /metrics viewer");

    @Test
    void theTableSaysWhatTheSpecSays() {
        Set<String> spec = SpecificationRoutes.all().stream()
                .map(route -> route.method() + " /api/v1" + route.path() + " " + route.role())
                .collect(Collectors.toCollection(TreeSet::new));
        spec.addAll(OUTSIDE_THE_SPEC);
        assertThat(RouteTable.all().stream().map(RouteTableTest::text)).containsExactlyInAnyOrderElementsOf(spec);
    }

    private static String text(RouteTable.Route route) {
        Role role = route.role();
        return route.method() + " " + route.pattern().getPatternString() + " "
                + (role == null ? "anyone" : role.word());
    }

    @Test
    void aHeadIsLookedUpAsTheGetThatAnswersIt() {
        assertThat(RouteTable.find("HEAD", "/api/v1/host")).isEqualTo(RouteTable.find("GET", "/api/v1/host"));
        assertThat(RouteTable.find("HEAD", "/api/v1/host")).isPresent();
    }

    @Test
    void aRoleMayWhatThoseBeforeItMay() {
        assertThat(Role.ADMIN.covers(Role.VIEWER)).isTrue();
        assertThat(Role.OPERATOR.covers(Role.OPERATOR)).isTrue();
        assertThat(Role.VIEWER.covers(Role.OPERATOR)).isFalse();
        assertThat(Role.OPERATOR.covers(Role.ADMIN)).isFalse();
    }
}
