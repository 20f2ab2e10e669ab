package dev.triptych.driver.wasm.engine.wasmtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WasmtimeSearchTest {
    @TempDir
    private Path folder;

    private static String absence(WasmtimeSearch search) {
        return switch (search.find()) {
            case WasmtimeSearch.Result.Absent absent -> absent.why();
            case WasmtimeSearch.Result.Found _ -> throw new AssertionError("one was found");
        };
    }

    @Test
    void withoutAnyItSaysSo() {
        assertThat(absence(new WasmtimeSearch(null, List.of(folder), folder.resolve("none"))))
                .contains("no libwasmtime.so");
    }

    @Test
    void aNamedFileThatIsNotThereIsNamed() {
        assertThat(absence(new WasmtimeSearch(folder.resolve("mine.so"), List.of(), folder.resolve("none"))))
                .contains("TRIPTYCH_WASMTIME", "mine.so");
    }

    @Test
    void whatIsNoLibraryIsSkippedAndNamed() throws IOException {
        Path wrong = Files.writeString(folder.resolve("libwasmtime.so"), "not a library");
        assertThat(absence(new WasmtimeSearch(null, List.of(folder), folder.resolve("none"))))
                .contains(wrong.toString());
    }

    @Test
    void theSetUpFetchesAVersionThatTheBindingsKnow() throws IOException {
        assertThat(Files.readString(Path.of("..", "deploy", "host", "engines.sh")))
                .containsPattern("\nWASMTIME_VERSION=" + WasmtimeLibrary.MAJOR + "\\.[0-9]+\\.[0-9]+\n");
    }
}
