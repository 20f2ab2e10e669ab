package dev.triptych.driver.wasm;

import dev.triptych.driver.wasm.wasi.WasiGuest.GuestMount;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.ImageConfig;
import dev.triptych.spi.Mount;
import dev.triptych.spi.Source;
import dev.triptych.spi.Source.WasmModule;
import dev.triptych.spi.WorkloadSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a guest runs and what it sees. From an image it is what a container of that image would have: the entrypoint and its
 * arguments, the image's variables below those of the description, and the image's files, read-only, at {@code /}.
 *
 * @param args with the program's own name first
 */
record GuestProgram(WasmModule module, List<String> args, Map<String, String> env, List<GuestMount> mounts) {

    static GuestProgram of(WorkloadSpec spec) {
        return switch (spec.source()) {
            case WasmModule module -> ofModule(spec, module);
            case Source.WasmImage image -> ofImage(spec, image);
            case Source.ContainerImage _, Source.RootFilesystem _, Source.KernelBoot _, Source.Disk _ ->
                throw new DriverException(
                        DriverErrorCode.SOURCE_MISMATCH,
                        "A Wasm workload runs a module: give {\"artifact\": …} or {\"image\": …} as source.");
        };
    }

    private static GuestProgram ofModule(WorkloadSpec spec, WasmModule module) {
        List<String> args = new ArrayList<>(List.of(spec.name()));
        args.addAll(spec.program().args());
        return checked(new GuestProgram(module, args, spec.program().env(), mounts(spec)));
    }

    private static GuestProgram ofImage(WorkloadSpec spec, Source.WasmImage image) {
        ImageConfig config = image.config();
        List<String> args = new ArrayList<>(config.entrypoint());
        boolean given = !spec.program().args().isEmpty();
        args.addAll(given ? spec.program().args() : config.command());
        if (args.isEmpty()) {
            args.add(spec.name());
        }
        Map<String, String> env = new HashMap<>(config.env());
        env.putAll(spec.program().env());
        List<GuestMount> mounts = new ArrayList<>();
        if (image.root() != null) {
            mounts.add(new GuestMount(image.root(), "/", true));
        }
        mounts.addAll(mounts(spec));
        return checked(new GuestProgram(image.module(), args, env, mounts));
    }

    private static List<GuestMount> mounts(WorkloadSpec spec) {
        return spec.mounts().stream().map(GuestProgram::mount).toList();
    }

    private static GuestMount mount(Mount mount) {
        return new GuestMount(mount.directory(), mount.guestPath(), mount.readOnly());
    }

    private static GuestProgram checked(GuestProgram program) {
        boolean nul = program.args().stream().anyMatch(GuestProgram::hasNul)
                || program.env().entrySet().stream()
                        .anyMatch(entry -> hasNul(entry.getKey()) || hasNul(entry.getValue()));
        if (nul) {
            throw new DriverException(
                    DriverErrorCode.INVALID_SPEC, "Arguments and variables cannot hold the character NUL.");
        }
        if (program.env().keySet().stream().anyMatch(name -> name.isEmpty() || name.contains("="))) {
            throw new DriverException(
                    DriverErrorCode.INVALID_SPEC, "The name of a variable cannot be empty or hold a \"=\".");
        }
        return program;
    }

    private static boolean hasNul(String text) {
        return text.indexOf('\0') >= 0;
    }
}
