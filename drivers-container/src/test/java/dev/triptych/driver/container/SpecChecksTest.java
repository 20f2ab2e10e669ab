package dev.triptych.driver.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import dev.triptych.spi.ByteSize;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.ImageConfig;
import dev.triptych.spi.KindOptions;
import dev.triptych.spi.Resources;
import dev.triptych.spi.Source;
import dev.triptych.spi.WorkloadSpec;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpecChecksTest {
    private static final ObjectMapper JSON =
            DefaultDockerClientConfig.createDefaultConfigBuilder().build().getObjectMapper();

    private static WorkloadSpec spec(List<String> args, Map<String, String> env) {
        Source image = new Source.ContainerImage("some:1", "sha256:" + "c".repeat(64));
        return DockerFixture.spec(DockerFixture.newKey(), image, args, env, "");
    }

    private static WorkloadSpec sized(double cpus, ByteSize memory) {
        return DockerFixture.with(spec(List.of(), Map.of()), new Resources(cpus, memory, null));
    }

    private static WorkloadSpec named(String name, KindOptions options) {
        WorkloadSpec spec = spec(List.of(), Map.of());
        return new WorkloadSpec(
                spec.key(),
                name,
                spec.lifecycle(),
                spec.source(),
                spec.program(),
                spec.mounts(),
                spec.ports(),
                spec.resources(),
                options);
    }

    private static void assertRefused(DriverErrorCode code, ThrowingCallable check) {
        assertThatExceptionOfType(DriverException.class)
                .isThrownBy(check)
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(code));
    }

    private static <T> T json(String text, Class<T> type) {
        try {
            return JSON.readValue(text, type);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Info host() {
        return json(
                "{\"NCPU\": 2, \"MemTotal\": 1073741824, \"OSType\": \"linux\", \"Architecture\": \"x86_64\"}",
                Info.class);
    }

    private static InspectImageResponse image(String architecture, String config) {
        return json(
                "{\"Os\": \"linux\", \"Architecture\": \"" + architecture + "\", \"Config\": " + config + "}",
                InspectImageResponse.class);
    }

    @Test
    void anOrdinaryDescriptionPasses() {
        assertThatNoException()
                .isThrownBy(() -> SpecChecks.checkForm(spec(List.of("a", "", "ü"), Map.of("A_1.x", "=\n"))));
    }

    @Test
    void nulAndBrokenNamesAreRefused() {
        assertRefused(DriverErrorCode.INVALID_SPEC, () -> SpecChecks.checkForm(spec(List.of("a\0b"), Map.of())));
        assertRefused(DriverErrorCode.INVALID_SPEC, () -> SpecChecks.checkForm(spec(List.of(), Map.of("A=B", "x"))));
        assertRefused(DriverErrorCode.INVALID_SPEC, () -> SpecChecks.checkForm(spec(List.of(), Map.of("", "x"))));
        assertRefused(DriverErrorCode.INVALID_SPEC, () -> SpecChecks.checkForm(spec(List.of(), Map.of("A", "\0"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "a/b", "..", "a_b", "-a", "a-", "a b", "a\n", "é"})
    void aNameThatCouldBecomeSomethingElseIsRefused(String name) {
        assertRefused(
                DriverErrorCode.INVALID_SPEC,
                () -> SpecChecks.checkForm(named(name, KindOptions.ContainerOptions.DEFAULT)));
    }

    @Test
    void theOptionsOfAnotherKindAreRefused() {
        assertRefused(
                DriverErrorCode.INVALID_SPEC, () -> SpecChecks.checkForm(named("a", KindOptions.VmOptions.DEFAULT)));
    }

    @Test
    void limitsThatTheEngineCannotKeepAreRefused() {
        assertRefused(DriverErrorCode.INVALID_SPEC, () -> SpecChecks.checkForm(sized(1, ByteSize.ofMebibytes(5))));
        assertRefused(DriverErrorCode.INVALID_SPEC, () -> SpecChecks.checkForm(sized(0.001, ByteSize.ofMebibytes(64))));
        assertRefused(
                DriverErrorCode.INVALID_SPEC, () -> SpecChecks.checkForm(sized(Double.NaN, ByteSize.ofMebibytes(64))));
        assertThatNoException().isThrownBy(() -> SpecChecks.checkForm(sized(0.01, ByteSize.ofMebibytes(6))));
    }

    @Test
    void whatTheHostDoesNotHaveIsRefusedWithTheArithmetic() {
        assertThatExceptionOfType(DriverException.class)
                .isThrownBy(() -> SpecChecks.checkFits(sized(3, ByteSize.ofMebibytes(64)), host()))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(DriverErrorCode.CAPACITY_EXCEEDED))
                .withMessageContaining("3.0")
                .withMessageContaining("2");
        assertRefused(
                DriverErrorCode.CAPACITY_EXCEEDED,
                () -> SpecChecks.checkFits(sized(1, ByteSize.ofMebibytes(2048)), host()));
        assertThatNoException().isThrownBy(() -> SpecChecks.checkFits(sized(2, ByteSize.ofMebibytes(1024)), host()));
    }

    @Test
    void anImageForAnotherProcessorIsRefusedWithBothNames() {
        String command = "{\"Cmd\": [\"/x\"]}";
        assertThatExceptionOfType(DriverException.class)
                .isThrownBy(() -> SpecChecks.checkImage(spec(List.of(), Map.of()), image("arm64", command), host()))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(DriverErrorCode.NOT_SUPPORTED))
                .withMessageContaining("linux/arm64")
                .withMessageContaining("linux/amd64");
        assertThatNoException()
                .isThrownBy(() -> SpecChecks.checkImage(spec(List.of(), Map.of()), image("amd64", command), host()));
    }

    @Test
    void anImageWithoutACommandNeedsArguments() {
        assertRefused(
                DriverErrorCode.INVALID_SPEC,
                () -> SpecChecks.checkImage(spec(List.of(), Map.of()), image("amd64", "{}"), host()));
        assertThatNoException()
                .isThrownBy(() -> SpecChecks.checkImage(spec(List.of("/x"), Map.of()), image("amd64", "{}"), host()));
    }

    @Test
    void anImageConfigurationIsReadInOciWords() {
        ImageConfig config = ImageConfigMapper.config(image(
                "amd64",
                "{\"Entrypoint\": [\"/e\"], \"Cmd\": [\"c\"], \"Env\": [\"A=1\", \"B=x=y\"], \"User\": \"1:2\"}"));
        assertThat(config)
                .isEqualTo(new ImageConfig(
                        List.of("/e"), List.of("c"), Map.of("A", "1", "B", "x=y"), "/", "1:2", "linux/amd64"));
    }
}
