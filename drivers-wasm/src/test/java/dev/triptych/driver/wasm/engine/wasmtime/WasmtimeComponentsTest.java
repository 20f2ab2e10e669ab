package dev.triptych.driver.wasm.engine.wasmtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.driver.wasm.engine.CompiledModule;
import dev.triptych.driver.wasm.engine.Execution;
import dev.triptych.driver.wasm.engine.Guest;
import dev.triptych.driver.wasm.engine.ModuleFiles;
import dev.triptych.driver.wasm.engine.Outcome;
import dev.triptych.driver.wasm.engine.Support;
import dev.triptych.driver.wasm.wasi.GuestEnd;
import dev.triptych.driver.wasm.wasi.GuestOutput;
import dev.triptych.driver.wasm.wasi.WasiGuest;
import dev.triptych.spi.ExitReason;
import dev.triptych.tck.Eventually;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@EnabledIf("dev.triptych.driver.wasm.engine.wasmtime.TestLibrary#present")
class WasmtimeComponentsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long STACK_BYTES = 512 * 1024;
    private static final long CODE_BYTES = 1024 * 1024;
    private static final long PAGE = 64 * 1024;

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private WasmtimeEngine engine;
    private CompiledModule program;

    @BeforeEach
    void loadTheProgram() throws IOException {
        engine = new WasmtimeEngine(TestLibrary.get(), new WasmtimeEngine.Settings(STACK_BYTES, CODE_BYTES));
        program = loaded(program());
    }

    @AfterEach
    void closeTheEngine() {
        engine.close();
    }

    private CompiledModule loaded(byte[] component) {
        return engine.load(component, engine.compile(component));
    }

    private static byte[] program() throws IOException {
        return component("program.wasm");
    }

    private static byte[] component(String file) throws IOException {
        return Files.readAllBytes(Path.of("src", "test", "components", file));
    }

    private Execution execution(String mode, long pages, GuestOutput stdout) {
        WasiGuest wasi = new WasiGuest(
                List.of("program", mode),
                Map.of(),
                InputStream.nullInputStream(),
                stdout,
                output::writeBytes,
                List.of(),
                8,
                Clock.systemUTC());
        return engine.prepare(program, new Guest(wasi, new Guest.Limits(pages * PAGE, 100)));
    }

    private static CompletableFuture<Outcome> begin(Execution execution) {
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        Thread thread = new Thread(null, () -> outcome.complete(execution.run()), "guest", 2 * STACK_BYTES);
        thread.setDaemon(true);
        thread.start();
        return outcome.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private Outcome run(String mode) {
        return begin(execution(mode, 2, output::writeBytes)).join();
    }

    @Test
    void itIsSupported() throws IOException {
        assertThat(engine.supports(ModuleFiles.shape(program()))).isInstanceOf(Support.Yes.class);
    }

    @Test
    void whatItWritesArrives() {
        assertThat(run("print")).isEqualTo(new Outcome.Exited(0));
        assertThat(output.toString(StandardCharsets.UTF_8)).isEqualTo("hello from a component\n");
    }

    @ParameterizedTest
    @CsvSource({"nothing, 0", "fail, 1", "exit, 1"})
    void itsEndIsAnExitCode(String mode, int code) {
        assertThat(run(mode)).isEqualTo(new Outcome.Exited(code));
    }

    @Test
    void trapsHaveTheirWords() {
        assertThat(run("unreachable")).isEqualTo(new Outcome.Trapped("unreachable"));
        assertThat(run("recurse")).isEqualTo(new Outcome.Trapped("call stack exhausted"));
    }

    @Test
    void aLoopIsInterrupted() {
        Execution execution = execution("loop", 2, output::writeBytes);
        CompletableFuture<Outcome> outcome = begin(execution);
        Eventually.holds("the guest has its memory", PATIENCE, () -> execution.memoryBytes() > 0);
        execution.interrupt();
        assertThat(outcome.join()).isEqualTo(new Outcome.Interrupted());
    }

    @Test
    void memoryGrowsUpToTheLimitAndNotBeyond() {
        Execution within = execution("grow", 101, output::writeBytes);
        assertThat(begin(within).join()).isEqualTo(new Outcome.Exited(0));
        assertThat(within.memoryPeakBytes()).isEqualTo(101 * PAGE);
        Execution beyond = execution("grow", 100, output::writeBytes);
        assertThat(begin(beyond).join()).isEqualTo(new Outcome.Exited(1));
        assertThat(beyond.memoryRefused()).isTrue();
    }

    @Test
    void theOutputLimitEndsAFlood() {
        Execution execution = execution("output", 2, bytes -> {
            throw new GuestEnd.LimitReached(ExitReason.OUTPUT_LIMIT, "too much");
        });
        assertThat(begin(execution).join()).isEqualTo(new Outcome.LimitReached(ExitReason.OUTPUT_LIMIT, "too much"));
    }

    @Test
    void aWaitThatNobodyCouldEndIsRefused() throws IOException {
        program = loaded(component("sleeper.wasm"));
        assertThat(begin(execution("sleep", 2, output::writeBytes)).join())
                .isInstanceOfSatisfying(
                        Outcome.LimitReached.class,
                        end -> assertThat(end.reason()).isEqualTo(ExitReason.TRAPPED));
    }
}
