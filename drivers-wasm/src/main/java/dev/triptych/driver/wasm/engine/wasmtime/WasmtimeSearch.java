package dev.triptych.driver.wasm.engine.wasmtime;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the library may be: the file that the operator names, else the system's library folders, else what the set-up
 * fetched.
 *
 * @param named by the operator; null for none. Then nothing else is looked at
 * @param systemFolders in which a {@code libwasmtime.so} may be, the first first
 * @param fetched by the set-up; need not exist
 */
public record WasmtimeSearch(@Nullable Path named, List<Path> systemFolders, Path fetched) {
    private static final String FILE = "libwasmtime.so";
    private static final String VARIABLE = "TRIPTYCH_WASMTIME";

    public WasmtimeSearch {
        systemFolders = List.copyOf(systemFolders);
    }

    /** What was found. */
    public sealed interface Result {
        /** A library that can be used. */
        record Found(Opened library) implements Result {}

        /** None, and why, for people. */
        record Absent(String why) implements Result {}
    }

    /** A library that was found; only {@link WasmtimeEngine} looks inside. */
    public static final class Opened {
        private final WasmtimeLibrary library;

        private Opened(WasmtimeLibrary library) {
            this.library = library;
        }

        WasmtimeLibrary library() {
            return library;
        }
    }

    /**
     * The places of this machine.
     *
     * @param named by the operator; empty for none
     * @param home everything of this installation is below it
     */
    public static WasmtimeSearch ofThisMachine(String named, Path home) {
        List<Path> folders = new ArrayList<>();
        String listed = System.getenv("LD_LIBRARY_PATH");
        if (listed != null) {
            Stream.of(listed.split(":", -1))
                    .filter(one -> !one.isBlank())
                    .map(Path::of)
                    .forEach(folders::add);
        }
        Stream.of("/usr/local/lib", "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib")
                .map(Path::of)
                .forEach(folders::add);
        return new WasmtimeSearch(named.isBlank() ? null : Path.of(named), folders, fetched(home));
    }

    /** Where the set-up puts the library. */
    public static Path fetched(Path home) {
        return home.resolve("engines").resolve(FILE);
    }

    /** Opens the first that can be used. */
    public Result find() {
        List<String> problems = new ArrayList<>();
        for (Path candidate : candidates()) {
            if (!Files.isRegularFile(candidate)) {
                continue;
            }
            try {
                return new Result.Found(new Opened(WasmtimeLibrary.open(candidate.toAbsolutePath())));
            } catch (WasmtimeLibrary.Unusable e) {
                problems.add(e.getMessage());
            }
        }
        if (!problems.isEmpty()) {
            return new Result.Absent(String.join("; ", problems));
        }
        return new Result.Absent(
                named != null
                        ? "%s names %s, which is no file".formatted(VARIABLE, named)
                        : "no %s in the system's library folders, and none was fetched".formatted(FILE));
    }

    private List<Path> candidates() {
        if (named != null) {
            return List.of(named);
        }
        return Stream.concat(systemFolders.stream().map(folder -> folder.resolve(FILE)), Stream.of(fetched))
                .toList();
    }
}
