package dev.triptych.driver.wasm.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.driver.wasm.GuestPrograms;
import dev.triptych.driver.wasm.TrapPrograms;
import dev.triptych.driver.wasm.wasi.WasiGuest;
import dev.triptych.spi.ExitReason;
import dev.triptych.tck.Eventually;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every engine does, whatever guests do. */
public abstract class EngineContract {
    private static final long PAGE = 64 * 1024;
    private static final long LIMIT = 64 * PAGE;
    private static final long TABLE_ENTRIES = 100;
    private static final long STACK = 1024 * 1024;
    private static final Duration PROMPT = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private @Nullable Engine opened;

    protected abstract Engine open();

    @BeforeEach
    void openTheEngine() {
        opened = open();
    }

    @AfterEach
    void closeTheEngine() {
        engine().close();
    }

    private Engine engine() {
        if (opened == null) {
            throw new IllegalStateException("no engine is open");
        }
        return opened;
    }

    protected final CompiledModule ready(byte[] module) {
        return engine().load(module, engine().compile(module));
    }

    private Execution execution(CompiledModule module) {
        return execution(module, TABLE_ENTRIES);
    }

    private Execution execution(CompiledModule module, long tableEntries) {
        return execution(module, new Guest.Limits(LIMIT, tableEntries));
    }

    protected final Execution execution(CompiledModule module, Guest.Limits limits) {
        WasiGuest wasi = new WasiGuest(
                List.of("guest"),
                Map.of(),
                InputStream.nullInputStream(),
                output::writeBytes,
                output::writeBytes,
                List.of(),
                8,
                Clock.systemUTC());
        return engine().prepare(module, new Guest(wasi, limits));
    }

    /** On a thread of its own, like every guest. */
    protected final CompletableFuture<Outcome> begin(Execution execution) {
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        Thread thread = new Thread(
                null,
                () -> {
                    Outcome seen = execution.run();
                    if (Thread.currentThread().isInterrupted()) {
                        outcome.completeExceptionally(new AssertionError("the thread was left interrupted"));
                    }
                    outcome.complete(seen);
                },
                "guest",
                STACK);
        thread.setDaemon(true);
        thread.start();
        return outcome;
    }

    private Outcome run(byte[] module) {
        return begin(execution(ready(module)))
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 63})
    void anExitCodeArrives(int code) {
        assertThat(run(GuestPrograms.exit(code))).isEqualTo(new Outcome.Exited(code));
    }

    @Test
    void aProgramThatReturnsEndsWithZero() {
        assertThat(run(GuestPrograms.returning())).isEqualTo(new Outcome.Exited(0));
    }

    @Test
    void whatItWritesArrives() {
        run(GuestPrograms.print("hello\n"));
        assertThat(output.toString(StandardCharsets.UTF_8)).isEqualTo("hello\n");
    }

    @Test
    void eachTrapHasItsWord() {
        TrapPrograms.byWord()
                .forEach((word, program) -> assertThat(run(program)).as(word).isEqualTo(new Outcome.Trapped(word)));
    }

    @Test
    void aGuestHasOneArgumentNoVariableAndNoFile() {
        int badDescriptor = 8;
        assertThat(run(TrapPrograms.countArgumentsAndVariables())).isEqualTo(new Outcome.Exited(10));
        assertThat(run(TrapPrograms.lookForAMount())).isEqualTo(new Outcome.Exited(badDescriptor));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void noClockIsFinerThanAMicrosecond(int clock) {
        assertThat(run(TrapPrograms.readClock(clock))).isEqualTo(new Outcome.Exited(0));
    }

    @Test
    void endlessRecursionIsATrapAndHarmsNothing() {
        assertThat(run(GuestPrograms.endlessRecursion())).isEqualTo(new Outcome.Trapped("call stack exhausted"));
        assertThat(run(GuestPrograms.exit(0))).isEqualTo(new Outcome.Exited(0));
    }

    @Test
    void aLoopIsInterruptedPromptly() {
        assertEndsPromptly(GuestPrograms.endlessLoop());
    }

    @Test
    void fillingAndCopyingMemoryIsInterruptedPromptly() {
        assertEndsPromptly(GuestPrograms.endlessFill(60));
        assertEndsPromptly(GuestPrograms.endlessCopy(60));
    }

    @Test
    void deepRecursionIsInterruptedPromptly() {
        assertEndsPromptly(TrapPrograms.deepForEver());
    }

    @Test
    void aLoopBesideEightOthersIsInterruptedPromptly() {
        CompiledModule loop = ready(GuestPrograms.endlessLoop());
        List<Execution> others =
                IntStream.range(0, 8).mapToObj(_ -> execution(loop)).toList();
        List<CompletableFuture<Outcome>> outcomes =
                others.stream().map(this::begin).toList();
        try {
            assertEndsPromptly(GuestPrograms.endlessLoop());
            assertThat(outcomes).noneMatch(CompletableFuture::isDone);
        } finally {
            others.forEach(Execution::interrupt);
        }
        outcomes.forEach(outcome -> assertThat(outcome.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                        .join())
                .isEqualTo(new Outcome.Interrupted()));
    }

    @Test
    void aSleeperIsInterruptedPromptly() {
        assertEndsPromptly(GuestPrograms.sleeping());
    }

    private void assertEndsPromptly(byte[] module) {
        Execution execution = execution(ready(module));
        CompletableFuture<Outcome> outcome = begin(execution);
        Eventually.holds("the guest has its memory", PATIENCE, () -> execution.memoryBytes() > 0);
        assertThat(outcome).isNotDone();
        long asked = System.nanoTime();
        execution.interrupt();
        assertThat(outcome.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join())
                .isEqualTo(new Outcome.Interrupted());
        // Ten times the promise: this machine runs other builds, and a guest that never ends is what is looked for.
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(PROMPT.multipliedBy(10));
    }

    @Test
    void anInterruptBeforeTheStartEndsItToo() {
        Execution execution = execution(ready(GuestPrograms.endlessLoop()));
        execution.interrupt();
        assertThat(begin(execution).join()).isEqualTo(new Outcome.Interrupted());
    }

    @Test
    void anInterruptAfterTheEndHarmsNobody() {
        Execution execution = execution(ready(GuestPrograms.exit(3)));
        assertThat(begin(execution).join()).isEqualTo(new Outcome.Exited(3));
        execution.interrupt();
        assertThat(run(GuestPrograms.exit(4))).isEqualTo(new Outcome.Exited(4));
    }

    @Test
    void memoryGrowsUpToTheLimitAndNotBeyond() {
        Execution within = execution(ready(GuestPrograms.grow(63)));
        assertThat(begin(within).join()).isEqualTo(new Outcome.Exited(0));
        assertThat(within.memoryPeakBytes()).isEqualTo(LIMIT);
        assertThat(within.memoryBytes()).isZero();
        assertThat(within.memoryRefused()).isFalse();

        Execution beyond = execution(ready(GuestPrograms.grow(64)));
        assertThat(begin(beyond).join()).isEqualTo(new Outcome.Exited(1));
        assertThat(beyond.memoryRefused()).isTrue();
    }

    @Test
    void tablesGrowUpToTheLimitAndNotBeyond() {
        int refused = 127;
        CompiledModule growing = ready(GuestPrograms.growTable());
        assertThat(begin(execution(growing, 15)).join()).isEqualTo(new Outcome.Exited(5));
        assertThat(begin(execution(growing, 14)).join()).isEqualTo(new Outcome.Exited(refused));
        assertThat(begin(execution(growing, 4)).join()).isInstanceOf(Outcome.NotStarted.class);
    }

    @Test
    void aMinimumBeyondTheLimitIsNotStarted() {
        assertThat(run(GuestPrograms.endlessFill(65))).isInstanceOf(Outcome.NotStarted.class);
    }

    @Test
    void runsShareNothing() {
        CompiledModule counting = ready(GuestPrograms.countUp());
        assertThat(begin(execution(counting)).join()).isEqualTo(new Outcome.Exited(1));
        assertThat(begin(execution(counting)).join()).isEqualTo(new Outcome.Exited(1));

        CompiledModule growing = ready(GuestPrograms.growTable());
        assertThat(begin(execution(growing)).join()).isEqualTo(new Outcome.Exited(5));
        assertThat(begin(execution(growing)).join()).isEqualTo(new Outcome.Exited(5));
    }

    @Test
    void memoryIsClearAtTheStartWhateverAnotherGuestLeftInItsOwn() {
        CompiledModule leaving = ready(GuestPrograms.fillOnce());
        CompiledModule looking = ready(GuestPrograms.lookForNonZero());
        for (int i = 0; i < 3; i++) {
            assertThat(begin(execution(leaving)).join()).isEqualTo(new Outcome.Exited(0));
            assertThat(begin(execution(looking)).join()).isEqualTo(new Outcome.Exited(0));
        }
    }

    @Test
    void anEndedRunHoldsNoMemory() {
        Execution execution = execution(ready(GuestPrograms.grow(10)));
        begin(execution).join();
        assertThat(execution.memoryBytes()).isZero();
        assertThat(execution.memoryPeakBytes()).isEqualTo(11 * PAGE);
    }

    @Test
    void aHostCallCannotBeGivenMoreThanTheMemory() {
        int fault = 21;
        assertThat(run(GuestPrograms.tooMuchRandom())).isEqualTo(new Outcome.Exited(fault));
    }

    @Test
    void theRehearsalGoesWell() {
        assertThat(Rehearsal.of(engine(), Clock.systemUTC())).isEmpty();
    }

    @Test
    void missingImportsAreNamed() {
        assertThat(engine().supports(ModuleFiles.shape(GuestPrograms.needsSockets())))
                .isEqualTo(
                        new Support.MissingImports(List.of("wasi_snapshot_preview1.sock_open", "env.launch_missiles")));
    }

    @Test
    void aLimitInAHostFunctionEndsItWithThatReason() {
        Guest guest = new Guest(
                new WasiGuest(
                        List.of("guest"),
                        Map.of(),
                        InputStream.nullInputStream(),
                        bytes -> {
                            throw new dev.triptych.driver.wasm.wasi.GuestEnd.LimitReached(
                                    ExitReason.OUTPUT_LIMIT, "too much");
                        },
                        output::writeBytes,
                        List.of(),
                        8,
                        Clock.systemUTC()),
                new Guest.Limits(LIMIT, TABLE_ENTRIES));
        Execution execution = engine().prepare(ready(GuestPrograms.endlessOutput()), guest);
        assertThat(begin(execution).join()).isEqualTo(new Outcome.LimitReached(ExitReason.OUTPUT_LIMIT, "too much"));
    }
}
