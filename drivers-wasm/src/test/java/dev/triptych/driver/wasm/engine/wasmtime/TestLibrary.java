package dev.triptych.driver.wasm.engine.wasmtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The library that these tests use: what the operator names, what the system has, or what the set-up fetched. */
public final class TestLibrary {
    private static final WasmtimeSearch.Result RESULT = search(System.getenv());

    private TestLibrary() {}

    private static WasmtimeSearch.Result search(Map<String, String> env) {
        Path home = Path.of(env.getOrDefault("TRIPTYCH_HOME", System.getProperty("user.home") + "/.triptych"));
        return WasmtimeSearch.ofThisMachine(env.getOrDefault("TRIPTYCH_WASMTIME", ""), home)
                .find();
    }

    /** Whether there is one; a condition for tests. */
    public static boolean present() {
        return RESULT instanceof WasmtimeSearch.Result.Found;
    }

    static WasmtimeSearch.Opened get() {
        return switch (RESULT) {
            case WasmtimeSearch.Result.Found found -> found.library();
            case WasmtimeSearch.Result.Absent absent -> throw new IllegalStateException(absent.why());
        };
    }

    /** Makes the library the one that was fetched for a home, when there is one. */
    public static void linkInto(Path home) throws IOException {
        if (RESULT instanceof WasmtimeSearch.Result.Found found) {
            Path link = WasmtimeSearch.fetched(home);
            Files.createDirectories(link.getParent());
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, found.library().library().file());
        }
    }
}
