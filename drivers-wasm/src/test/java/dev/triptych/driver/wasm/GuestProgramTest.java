package dev.triptych.driver.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triptych.driver.wasm.wasi.WasiGuest.GuestMount;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.ImageConfig;
import dev.triptych.spi.Mount;
import dev.triptych.spi.Program;
import dev.triptych.spi.Source;
import dev.triptych.spi.Source.WasmModule;
import dev.triptych.spi.WorkloadId;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GuestProgramTest {
    private static final String DIGEST = "sha256:" + "a".repeat(64);
    private static final WasmModule MODULE = new WasmModule(Path.of("/images/a/root/app.wasm"), DIGEST);
    private static final Path ROOT = Path.of("/images/a/root");
    private static final Mount VOLUME = new Mount(Path.of("/volumes/data"), "/data", false);

    private static GuestProgram of(
            List<String> entrypoint, List<String> command, List<String> args, @Nullable Path root, List<Mount> mounts) {
        ImageConfig config = new ImageConfig(
                entrypoint, command, Map.of("A", "of the image", "B", "of the image"), "/", "", "wasi/wasm");
        Source image = new Source.WasmImage("app:1", DIGEST, MODULE, config, root);
        return GuestProgram.of(spec(image, args, Map.of("B", "of the workload"), mounts));
    }

    private static WorkloadSpec spec(Source source, List<String> args, Map<String, String> env, List<Mount> mounts) {
        WorkloadKey key = new WorkloadKey(new WorkloadId(UUID.randomUUID()), 1);
        Program program = new Program(args, env, Set.of(), new byte[0]);
        WorkloadSpec plain = WasmFixture.spec(key, MODULE, program, "auto");
        return new WorkloadSpec(
                key,
                plain.name(),
                plain.lifecycle(),
                source,
                program,
                mounts,
                List.of(),
                plain.resources(),
                plain.options());
    }

    @Test
    void anImageGivesArgumentsVariablesAndFilesAsToAContainer() {
        GuestProgram program = of(List.of("/app.wasm", "-x"), List.of("serve"), List.of(), ROOT, List.of(VOLUME));
        assertThat(program.module()).isEqualTo(MODULE);
        assertThat(program.args()).containsExactly("/app.wasm", "-x", "serve");
        assertThat(program.env()).isEqualTo(Map.of("A", "of the image", "B", "of the workload"));
        assertThat(program.mounts())
                .containsExactly(
                        new GuestMount(ROOT, "/", true), new GuestMount(VOLUME.directory(), VOLUME.guestPath(), false));
    }

    @Test
    void argumentsReplaceTheCommandAndNotTheEntrypoint() {
        assertThat(of(List.of("/app.wasm"), List.of("serve"), List.of("check"), ROOT, List.of())
                        .args())
                .containsExactly("/app.wasm", "check");
    }

    @Test
    void anArtifactThatIsAModuleHasNoFilesAndTheWorkloadsName() {
        GuestProgram program = of(List.of(), List.of(), List.of(), null, List.of());
        assertThat(program.args()).hasSize(1);
        assertThat(program.mounts()).isEmpty();
    }

    @Test
    void variablesOfAnImageAreCheckedToo() {
        ImageConfig config = new ImageConfig(List.of(), List.of(), Map.of("A", "x\0y"), "/", "", "wasi/wasm");
        Source image = new Source.WasmImage("app:1", DIGEST, MODULE, config, null);
        assertRefused(DriverErrorCode.INVALID_SPEC, image);
    }

    @Test
    void otherSourcesAreRefused() {
        assertRefused(DriverErrorCode.SOURCE_MISMATCH, new Source.ContainerImage("app:1", DIGEST));
        assertRefused(DriverErrorCode.SOURCE_MISMATCH, new Source.KernelBoot(ROOT, null, "", DIGEST));
    }

    private static void assertRefused(DriverErrorCode code, Source source) {
        assertThatExceptionOfType(DriverException.class)
                .isThrownBy(() -> GuestProgram.of(spec(source, List.of(), Map.of(), List.of())))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(code));
    }
}
