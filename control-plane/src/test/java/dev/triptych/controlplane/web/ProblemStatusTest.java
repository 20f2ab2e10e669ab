package dev.triptych.controlplane.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.http.SpecificationRoutes;
import dev.triptych.controlplane.platform.ErrorCode;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ProblemStatusTest {
    @Test
    void eachCodeHasTheStatusThatTheSpecGivesIt() {
        Map<String, Object> ours = Arrays.stream(ErrorCode.values())
                .collect(Collectors.toMap(
                        Enum::name, code -> ProblemStatus.of(code).value()));
        assertThat(ours).isEqualTo(SpecificationRoutes.statuses());
    }
}
