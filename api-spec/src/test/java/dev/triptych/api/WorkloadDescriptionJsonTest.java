package dev.triptych.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triptych.api.model.CreateWorkloadAnswer;
import dev.triptych.api.model.Workload;
import dev.triptych.api.model.WorkloadDescription;
import dev.triptych.api.model.WorkloadKind;
import dev.triptych.api.model.WorkloadStatus;
import dev.triptych.api.value.EnvValue;
import dev.triptych.api.value.StrictJson;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.exc.ValueInstantiationException;
import tools.jackson.databind.json.JsonMapper;

class WorkloadDescriptionJsonTest {

    private static final String FULL = """
            {
              "name": "web", "kind": "wasm", "lifecycle": "service",
              "source": { "artifact": "web.wasm" },
              "args": [], "env": { "GREETING": "Hello", "API_KEY": { "secret": "payments" } }, "stdin": "",
              "mounts": [ { "volume": "data", "path": "/data", "readOnly": true } ],
              "ports":  [ { "name": "http", "port": 8080, "protocol": "http", "publish": 0 } ],
              "resources": { "cpus": 1, "memory": "64MiB", "timeout": "30s" },
              "restart": { "policy": "on-failure", "maxAttempts": 3, "backoff": "1s" },
              "probe": { "http": { "path": "/", "port": "http" }, "every": "1s", "timeout": "500ms",
                         "startupDeadline": "60s" },
              "labels": { "app": "web" },
              "wasm": { "engine": "auto", "http": "cgi", "isolation": "shared" }
            }
            """;

    private final JsonMapper mapper = strictMapper();

    @Test
    void aFullDescriptionComesBackAsItWas() {
        JsonNode given = mapper.readTree(FULL);

        JsonNode written =
                mapper.readTree(mapper.writeValueAsString(mapper.readValue(FULL, WorkloadDescription.class)));

        assertThat(written).isEqualTo(given);
    }

    @Test
    void aValueIsTextOrTheNameOfASecret() {
        WorkloadDescription description = mapper.readValue(FULL, WorkloadDescription.class);

        assertThat(description.getEnv())
                .isEqualTo(Map.of("GREETING", new EnvValue.Text("Hello"), "API_KEY", new EnvValue.Secret("payments")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "true", "null", "[]", "{}", "{\"secret\": 1}", "{\"secret\": null}"})
    void aValueThatIsNeitherIsRefusedAtItsPlace(String value) {
        assertThatExceptionOfType(MismatchedInputException.class)
                .isThrownBy(() -> read("\"env\": {\"KEY\": " + value + "}"))
                .satisfies(refusal -> assertThat(path(refusal)).isEqualTo("env.KEY"))
                .withMessageContaining("expected text, or {\"secret\": name}");
    }

    @Test
    void anUnknownFieldIsRefusedByName() {
        assertThatExceptionOfType(UnrecognizedPropertyException.class)
                .isThrownBy(() -> read("\"memroy\": \"64MiB\""))
                .satisfies(refusal -> assertThat(path(refusal)).isEqualTo("memroy"));
    }

    @Test
    void anUnknownFieldInsideIsRefusedByItsPath() {
        assertThatExceptionOfType(UnrecognizedPropertyException.class)
                .isThrownBy(() -> read("\"resources\": {\"memroy\": \"64MiB\"}"))
                .satisfies(refusal -> assertThat(path(refusal)).isEqualTo("resources.memroy"));
    }

    @Test
    void anUnknownFieldBesideTheSecretIsRefusedByItsPath() {
        assertThatExceptionOfType(UnrecognizedPropertyException.class)
                .isThrownBy(() -> read("\"env\": {\"KEY\": {\"secret\": \"payments\", \"version\": 2}}"))
                .satisfies(refusal -> assertThat(path(refusal)).isEqualTo("env.KEY.version"));
    }

    @Test
    void anUnknownKindIsRefusedAtItsPlace() {
        assertThatExceptionOfType(ValueInstantiationException.class)
                .isThrownBy(() -> mapper.readValue("{\"kind\": \"unikernel\"}", WorkloadDescription.class))
                .satisfies(refusal -> assertThat(path(refusal)).isEqualTo("kind"))
                .withMessageContaining("unikernel");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"args\": [1]",
                "\"stdin\": true",
                "\"lifecycle\": 1",
                "\"ports\": [{\"port\": \"8080\"}]",
                "\"ports\": [{\"port\": 80.5}]",
                "\"resources\": {\"memory\": 64}",
                "\"resources\": {\"cpus\": \"1\"}",
                "\"mounts\": [{\"readOnly\": \"true\"}]",
                "\"labels\": {\"app\": 1}"
            })
    void aValueOfAnotherTypeIsNotConverted(String field) {
        assertThatExceptionOfType(DatabindException.class)
                .isThrownBy(() -> read(field))
                .satisfies(refusal -> assertThat(path(refusal)).isNotBlank());
    }

    @Test
    void aFieldThatIsThereTwiceIsRefused() {
        assertThatExceptionOfType(StreamReadException.class).isThrownBy(() -> read("\"name\": \"other\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"state\": \"ready\", \"whatever\": [1, 2]}", "\"x\"", "null"})
    void aStatusIsAcceptedWhateverItHolds(String status) {
        assertThat(read("\"status\": " + status).getName()).isEqualTo("web");
    }

    @Test
    void fieldsAreWrittenInTheOrderOfTheSpecification() {
        assertThat(mapper.writeValueAsString(read("\"kind\": \"vm\", \"args\": []")))
                .startsWith("{\"name\":\"web\",\"kind\":\"vm\",\"args\":[]");
    }

    @Test
    void everyRequestExampleThatIsToSucceedCanBeRead() {
        assertThat(Specification.load().operations())
                .filteredOn(operation -> operation.id().equals("createWorkload"))
                .singleElement()
                .satisfies(operation -> assertThat(operation.replay())
                        .filteredOn(step -> Integer.valueOf(201).equals(step.get("status")))
                        .hasSizeGreaterThanOrEqualTo(5)
                        .allSatisfy(step -> assertThat(readExample(operation, String.valueOf(step.get("example"))))
                                .isNotNull()));
    }

    @Test
    void aWorkloadIsWrittenWithItsStatusAndWithoutWhatIsAbsent() {
        CreateWorkloadAnswer workload = new Workload()
                .name("web")
                .kind(WorkloadKind.WASM)
                .status(new WorkloadStatus().createdAt(Instant.parse("2026-01-31T12:00:00Z")));

        JsonNode written = mapper.valueToTree(workload);

        assertThat(written.at("/kind").asString()).isEqualTo("wasm");
        assertThat(written.at("/status/createdAt").asString()).isEqualTo("2026-01-31T12:00:00Z");
        assertThat(written.has("stdin")).isFalse();
        assertThat(written.at("/status").has("reason")).isFalse();
    }

    private static JsonMapper strictMapper() {
        JsonMapper.Builder builder = JsonMapper.builder();
        StrictJson.applyTo(builder);
        return builder.build();
    }

    private WorkloadDescription readExample(Operation operation, String name) {
        Object value = Specification.map(operation.requestExamples().get(name)).get("value");
        return mapper.readValue(mapper.writeValueAsString(value), WorkloadDescription.class);
    }

    private WorkloadDescription read(String field) {
        return mapper.readValue("{\"name\": \"web\", " + field + "}", WorkloadDescription.class);
    }

    /** As the service writes it into {@code violations[].field}. */
    private static String path(DatabindException refusal) {
        return String.join(
                ".",
                refusal.getPath().stream()
                        .map(reference -> reference.getPropertyName())
                        .toList());
    }
}
