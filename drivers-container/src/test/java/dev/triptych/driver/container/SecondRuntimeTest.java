package dev.triptych.driver.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.dockerjava.api.DockerClient;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.Exit;
import dev.triptych.spi.ImageSource;
import dev.triptych.spi.KindOptions.ContainerOptions;
import dev.triptych.spi.ObservedState;
import dev.triptych.spi.Source;
import dev.triptych.spi.WorkloadSpec;
import dev.triptych.tck.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runtimes beside runc, on an Engine of the test's own that has two more: one that is there and one that is gone. */
@Tag("backend")
class SecondRuntimeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String TOOLBOX = "triptych-test/second:1";

    @TempDir
    private static Path programs;

    private static OwnDockerd dockerd;
    private static String toolbox;

    private DockerFixture fixture;

    /** A copy of runc is a second runtime as good as any: it leaves a trace that the first one does not. */
    @BeforeAll
    static void startAnEngineWithASecondRuntime() throws IOException {
        Path runc = Path.of("/usr/sbin/runc");
        Files.copy(runc, programs.resolve("runc-copy"), StandardCopyOption.COPY_ATTRIBUTES);
        Path second = Files.writeString(
                programs.resolve("second"),
                "#!/bin/sh\necho \"$@\" >>" + programs.resolve("asked") + "\nexec " + programs.resolve("runc-copy")
                        + " \"$@\"\n");
        assertThat(second.toFile().setExecutable(true)).isTrue();
        dockerd = new OwnDockerd(List.of("second=" + second, "vanished=" + programs.resolve("vanished")));
        try (Engine engine = new Engine(BackendSettings.withSocket(dockerd.socket(), PATIENCE))) {
            DockerClient docker = engine.client();
            toolbox = Toolbox.build(docker, TOOLBOX);
        }
    }

    @AfterAll
    static void stopTheEngine() {
        dockerd.close();
    }

    @BeforeEach
    void openTheDriver() {
        fixture = new DockerFixture(BackendSettings.withSocket(dockerd.socket(), PATIENCE));
    }

    @AfterEach
    void removeEverything() {
        fixture.close();
    }

    private WorkloadSpec spec(@Nullable String runtime, @Nullable String platform) {
        Source image = new Source.ContainerImage(TOOLBOX, toolbox);
        WorkloadSpec plain =
                DockerFixture.spec(DockerFixture.newKey(), image, Toolbox.script("echo hello"), Map.of(), "");
        return new WorkloadSpec(
                plain.key(),
                plain.name(),
                plain.lifecycle(),
                plain.source(),
                plain.program(),
                plain.mounts(),
                plain.ports(),
                plain.resources(),
                new ContainerOptions(runtime, platform));
    }

    private DriverException refusalOf(WorkloadSpec spec) {
        DriverException[] seen = new DriverException[1];
        assertThatExceptionOfType(DriverException.class)
                .isThrownBy(() -> fixture.driver().plan(spec))
                .satisfies(thrown -> seen[0] = thrown);
        assertThat(fixture.driver().observeAll()).isEmpty();
        return seen[0];
    }

    @Test
    void theHostTellsWhichRuntimesThereAre() {
        assertThat(fixture.driver().probe().facts().get("runtimes")).contains("runc", "second", "vanished");
    }

    @Test
    void theRuntimeThatIsNamedRunsTheContainer() throws IOException {
        WorkloadSpec spec = spec("second", "linux/amd64");
        assertThat(fixture.driver().plan(spec).content()).contains("\"Runtime\" : \"second\"");
        fixture.driver().create(spec);
        fixture.driver().start(spec);
        Eventually.value(
                "it ends",
                PATIENCE,
                () -> fixture.driver().observe(spec.key()),
                seen -> seen.exit() != null
                        && Integer.valueOf(0).equals(seen.exit().code()));
        assertThat(programs.resolve("asked")).content().contains("create");
    }

    @Test
    void anUnknownRuntimeIsRefusedBeforeAnythingIsCreated() {
        DriverException refusal = refusalOf(spec("third", null));
        assertThat(refusal.code()).isEqualTo(DriverErrorCode.NOT_SUPPORTED);
        assertThat(refusal.safeMessage()).contains("\"third\"", "second", "daemon.json");
    }

    @Test
    void aShimThatIsNotThereIsRefusedBeforeAnythingIsCreated() {
        DriverException refusal = refusalOf(spec("io.containerd.wasmtime.v1", "wasi/wasm"));
        assertThat(refusal.code()).isEqualTo(DriverErrorCode.NOT_SUPPORTED);
        assertThat(refusal.safeMessage()).contains("containerd-shim-wasmtime-v1", "kind wasm");
    }

    @Test
    void anotherPlatformThanTheImagesIsRefusedBeforeAnythingIsCreated() {
        DriverException refusal = refusalOf(spec("second", "wasi/wasm"));
        assertThat(refusal.code()).isEqualTo(DriverErrorCode.NOT_SUPPORTED);
        assertThat(refusal.safeMessage()).contains("linux/amd64", "wasi/wasm");
    }

    @Test
    void aRuntimeWhoseProgramIsGoneIsExplained() {
        WorkloadSpec spec = spec("vanished", null);
        fixture.driver().create(spec);
        var seen = fixture.driver().start(spec);
        assertThat(seen.state()).isEqualTo(ObservedState.FAILED);
        Exit exit = seen.exit();
        assertThat(exit).isNotNull();
        assertThat(exit.detail()).contains("The runtime's program", "is not on this host");
    }

    @Test
    void imagesOfThatEngineAreResolvedToo() {
        assertThat(fixture.driver()
                        .capability(ImageSource.class)
                        .orElseThrow()
                        .resolve(TOOLBOX)
                        .digest())
                .isEqualTo(toolbox);
    }
}
