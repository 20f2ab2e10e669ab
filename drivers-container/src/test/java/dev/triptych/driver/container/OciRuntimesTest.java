package dev.triptych.driver.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.KindOptions.ContainerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OciRuntimesTest {
    private static final ObjectMapper JSON =
            DefaultDockerClientConfig.createDefaultConfigBuilder().build().getObjectMapper();

    @TempDir
    private Path programs;

    private static <T> T json(String text, Class<T> type) {
        try {
            return JSON.readValue(text, type);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Info docker(String version) {
        return json(
                "{\"ServerVersion\": \"" + version + "\", \"OSType\": \"linux\", \"Architecture\": \"x86_64\","
                        + " \"Runtimes\": {\"runc\": {\"path\": \"runc\"}, \"crun\": {\"path\": \"/usr/bin/crun\"}}}",
                Info.class);
    }

    private void install(String program) throws IOException {
        Files.createFile(
                programs.resolve(program),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    }

    private void check(String runtime, String version) {
        new OciRuntimes(List.of(programs)).check(runtime, docker(version));
    }

    private DriverException refusal(String runtime, String version, DriverErrorCode code) {
        DriverException[] seen = new DriverException[1];
        assertThatExceptionOfType(DriverException.class)
                .isThrownBy(() -> check(runtime, version))
                .satisfies(thrown -> {
                    assertThat(thrown.code()).isEqualTo(code);
                    seen[0] = thrown;
                });
        return seen[0];
    }

    @Test
    void aRegisteredRuntimeIsTaken() {
        assertThatNoException().isThrownBy(() -> check("crun", "20.10.24"));
    }

    @Test
    void anUnknownRuntimeIsRefusedWithThoseThereAre() {
        assertThat(refusal("kata", "26.1.5", DriverErrorCode.NOT_SUPPORTED).safeMessage())
                .contains("\"kata\"", "crun, runc", "daemon.json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/usr/bin/crun", "../crun", "a b", "", "-x", "crun\n", "io/containerd"})
    void whatIsNoNameIsRefused(String runtime) {
        refusal(runtime, "26.1.5", DriverErrorCode.INVALID_SPEC);
    }

    @ParameterizedTest
    @CsvSource({
        "io.containerd.wasmtime.v1, containerd-shim-wasmtime-v1",
        "io.containerd.wasmedge.v1, containerd-shim-wasmedge-v1",
        "io.containerd.spin.v2, containerd-shim-spin-v2"
    })
    void aShimIsTakenWhereItIsInstalledAndDockerKnowsShims(String runtime, String program) throws IOException {
        assertThat(refusal(runtime, "26.1.5", DriverErrorCode.NOT_SUPPORTED).safeMessage())
                .contains(program, "no such program on this host", "kind wasm");
        install(program);
        assertThatNoException().isThrownBy(() -> check(runtime, "26.1.5"));
        assertThat(refusal(runtime, "20.10.24", DriverErrorCode.NOT_SUPPORTED).safeMessage())
                .contains("20.10.24", "23 or later");
    }

    @Test
    void shimsThatAreInstalledAreListed() throws IOException {
        install("containerd-shim-runc-v2");
        install("containerd-shim-spin-v2");
        assertThat(new OciRuntimes(List.of(programs, Path.of("/nowhere"))).shims())
                .containsExactly("containerd-shim-spin-v2");
    }

    private static InspectImageResponse image(String platform) {
        String[] parts = platform.split("/", 2);
        return json(
                "{\"Os\": \"" + parts[0] + "\", \"Architecture\": \"" + parts[1] + "\"}", InspectImageResponse.class);
    }

    @ParameterizedTest
    @CsvSource({
        "linux/amd64, , ",
        "wasi/wasm, io.containerd.wasmtime.v1, ",
        "wasip1/wasm, io.containerd.wasmtime.v1, wasi/wasm",
        "wasi/wasm32, , wasi/wasm",
        "linux/amd64, crun, linux/amd64",
        "linux/arm64, , linux/arm64/v8"
    })
    void anImageOfTheRightPlatformIsTaken(String made, @Nullable String runtime, @Nullable String asked) {
        assertThatNoException()
                .isThrownBy(() -> ImagePlatform.check(
                        "x:1", image(made), new ContainerOptions(runtime, asked), docker("26.1.5")));
    }

    @ParameterizedTest
    @CsvSource({
        "linux/arm64, , , this host runs linux/amd64",
        "linux/amd64, , wasi/wasm, container.platform asks for wasi/wasm",
        "wasi/wasm, , linux/amd64, made for wasi/wasm",
        "wasi/wasm, , , Run it as kind wasm"
    })
    void anImageOfAnotherPlatformIsRefusedWithBothNamed(
            String made, @Nullable String runtime, @Nullable String asked, String words) {
        assertThatExceptionOfType(DriverException.class)
                .isThrownBy(() ->
                        ImagePlatform.check("x:1", image(made), new ContainerOptions(runtime, asked), docker("26.1.5")))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(DriverErrorCode.NOT_SUPPORTED))
                .withMessageContaining(words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"linux", "", "linux/", "/amd64", "a/b/c/d", "linux/amd 64", "../x"})
    void whatIsNoPlatformIsRefused(String platform) {
        assertThatExceptionOfType(DriverException.class)
                .isThrownBy(() -> ImagePlatform.checkForm(platform))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(DriverErrorCode.INVALID_SPEC));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "failed to start shim: start failed: exec: \"containerd-shim-spin-v2\": executable file not found in $PATH:"
                        + " unknown | The runtime's shim \"containerd-shim-spin-v2\" is not on this host",
                "failed to create shim: OCI runtime create failed: unable to retrieve OCI runtime error (open"
                        + " /run/x/log.json: no such file or directory): fork/exec /opt/other: no such file or directory:"
                        + " unknown | The runtime's program \"/opt/other\" is not on this host any more",
                "runtime \"io.containerd.wasmedge.v1\" binary not installed \"containerd-shim-wasmedge-v1\": file does not"
                        + " exist | is not on this host"
            })
    void aRuntimeThatCannotBeStartedIsExplained(String error, String words) {
        assertThat(StartRefusal.explain(error)).contains(words);
    }
}
