package dev.triptych.controlplane.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triptych.api.model.WorkloadDescription;
import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException.InvalidRequest;
import dev.triptych.controlplane.platform.Violation;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

class BodyViolationsTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String REQUIRED = "\"name\":\"a\",\"kind\":\"vm\",\"source\":{\"image\":\"b\"}";

    /** Bodies without their braces; wherever a field is, and whatever comes before and after it. */
    static Stream<Arguments> unknown() {
        return Stream.of(
                Arguments.of("'entrypoint':['x'],'network':{'shared':true}", List.of("entrypoint")),
                Arguments.of("'network':{'shared':true},'entrypoint':['x']", List.of("entrypoint")),
                Arguments.of("'entrypoint':{'network':{}},'network':{'shared':true}", List.of("entrypoint")),
                Arguments.of("'entrypoint':'x','network':{'shared':true}", List.of("entrypoint")),
                Arguments.of("'a':[],REQUIRED,'b':[],'network':{'c':[]}", List.of("a", "b", "network.c")),
                Arguments.of("REQUIRED,'a':[[1],{'b':2}]", List.of("a")),
                Arguments.of("'a':{},REQUIRED", List.of("a")),
                Arguments.of("'network':{'a':[1],'shared':true},REQUIRED", List.of("network.a")),
                Arguments.of(
                        "'ports':[{'port':1},{'prot':[2],'port':3},{'port':4,'prot':{}}]",
                        List.of("ports[1].prot", "ports[2].prot")),
                Arguments.of(
                        "'probe':{'a':[],'http':{'b':{},'port':'web','c':[]}},'d':[]",
                        List.of("probe.http.b", "probe.http.c", "probe.a", "d")),
                Arguments.of("'mounts':[{'a':[1]}]", List.of("mounts[0].a")),
                Arguments.of("'a.b':[],'c':{}", List.of("a.b", "c")));
    }

    @ParameterizedTest
    @MethodSource("unknown")
    void everyUnknownFieldIsNamedWhereItIs(String body, List<String> fields) {
        String json = "{" + body.replace("REQUIRED", REQUIRED).replace('\'', '"') + "}";
        BodyViolations violations = new BodyViolations();
        assertThat(MAPPER.readerFor(WorkloadDescription.class)
                        .withHandler(violations)
                        .<Object>readValue(json))
                .isNotNull();
        InvalidRequest refusal = assertThatExceptionOfType(InvalidRequest.class)
                .isThrownBy(violations::refuseIfAny)
                .actual();
        assertThat(refusal.code()).isEqualTo(ErrorCode.UNKNOWN_FIELD);
        assertThat(refusal.violations()).extracting(Violation::field).containsExactlyInAnyOrderElementsOf(fields);
    }
}
