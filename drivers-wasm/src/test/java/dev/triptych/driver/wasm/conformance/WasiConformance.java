package dev.triptych.driver.wasm.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.driver.wasm.ClangGuests;
import dev.triptych.driver.wasm.engine.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** WASI preview 1 as a guest sees it, the same for every engine. The cases are written in C: {@code src/test/c/wasi}. */
public abstract class WasiConformance {
    private static final List<String> ARGS = List.of("first", "the \"second\" one, ä", "");
    private static final Map<String, String> ENV = Map.of("A", "text", "B", "qu\"ote = more", "C", "new\nline");
    private static final String INPUT = "input";
    private static final Map<String, Integer> EXIT_CODES = Map.of("proc_exit_with_33", 33);
    private static final Map<String, String> OUTPUTS = Map.of("fd_write_to_stdout_arrives", "hello");
    private static final int CASES = 60;

    @TempDir
    private Path scratch;

    private Engine engine;

    protected abstract Engine open();

    @BeforeEach
    void openTheEngine() {
        engine = open();
    }

    @AfterEach
    void closeTheEngine() {
        engine.close();
    }

    @TestFactory
    List<DynamicTest> everyCase() {
        List<DynamicTest> tests = new ArrayList<>();
        Stream.of("process", "files", "paths").forEach(program -> {
            Path module = ClangGuests.guest("wasi/" + program).file();
            for (String name : WasiCase.outputOf(module, engine).split("\n", -1)) {
                if (!name.isEmpty()) {
                    tests.add(DynamicTest.dynamicTest(
                            name, () -> wasiCase(module, name).run(engine)));
                }
            }
        });
        assertThat(tests).hasSizeGreaterThanOrEqualTo(CASES);
        return tests;
    }

    private WasiCase wasiCase(Path module, String name) throws IOException {
        List<String> args = new ArrayList<>(List.of(name));
        args.addAll(ARGS);
        return new WasiCase(
                name,
                module,
                args,
                ENV,
                INPUT,
                Map.of("/", Files.createDirectory(scratch.resolve(name))),
                EXIT_CODES.getOrDefault(name, 0),
                OUTPUTS.getOrDefault(name, ""));
    }
}
