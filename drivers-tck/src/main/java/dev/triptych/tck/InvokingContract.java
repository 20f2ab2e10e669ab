package dev.triptych.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.ExitReason;
import dev.triptych.spi.Invoking;
import dev.triptych.spi.Invoking.Invocation;
import dev.triptych.spi.Invoking.Invoked;
import dev.triptych.spi.Lifecycle;
import dev.triptych.spi.Observation;
import dev.triptych.spi.ObservedState;
import dev.triptych.spi.Resources;
import dev.triptych.spi.WorkloadSpec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A job's program can be run as a function: bytes in, bytes out. */
public abstract class InvokingContract extends Contract {
    private static final int MOST_OUTPUT = 1 << 20;
    private static final byte[] NOTHING = {};

    private Invoking functions() {
        return driver().capability(Invoking.class)
                .orElseThrow(() -> new AssertionError(driver().kind() + " has no Invoking"));
    }

    private Invoked invoke(WorkloadSpec spec, byte[] stdin) {
        return functions().invoke(spec, new Invocation(stdin, MOST_OUTPUT));
    }

    private static WorkloadSpec changed(WorkloadSpec spec, Lifecycle lifecycle, Resources resources) {
        return new WorkloadSpec(
                spec.key(),
                spec.name(),
                lifecycle,
                spec.source(),
                spec.program(),
                spec.mounts(),
                spec.ports(),
                resources,
                spec.options());
    }

    private static WorkloadSpec within(WorkloadSpec spec, Duration timeout) {
        Resources own = spec.resources();
        return changed(spec, spec.lifecycle(), new Resources(own.cpus(), own.memory(), timeout));
    }

    @Test
    void theBodyOfACallIsTheInputAndTheOutputIsTheAnswer() {
        byte[] bytes = new byte[100_000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        Invoked answer = invoke(spec(new TestProgram.EchoInput("not this".getBytes(StandardCharsets.UTF_8))), bytes);

        assertThat(answer.exit().reason()).isEqualTo(ExitReason.EXITED);
        assertThat(answer.exit().code()).isZero();
        assertThat(answer.stdout()).endsWith(bytes);
        assertThat(new String(answer.stdout(), StandardCharsets.UTF_8)).doesNotContain("not this");
        assertThat(answer.durationNanos()).isPositive();
    }

    @Test
    void anExitCodeIsPartOfTheAnswer() {
        Invoked answer = invoke(spec(new TestProgram.ExitWith(7)), NOTHING);
        assertThat(answer.exit().reason()).isEqualTo(ExitReason.EXITED);
        assertThat(answer.exit().code()).isEqualTo(7);
    }

    @Test
    void standardErrorIsKeptApart() {
        Invoked answer =
                invoke(spec(new TestProgram.PrintBoth("left", "right")), "left".getBytes(StandardCharsets.UTF_8));
        assertThat(new String(answer.stdout(), StandardCharsets.UTF_8))
                .contains("left")
                .doesNotContain("right");
        assertThat(new String(answer.stderr(), StandardCharsets.UTF_8))
                .contains("right")
                .doesNotContain("left");
    }

    @Test
    void aCallNeedsNoObjectAndLeavesNone() {
        WorkloadSpec spec = spec(new TestProgram.ExitWith(0));
        invoke(spec, NOTHING);
        assertThat(driver().observe(spec.key()).state()).isEqualTo(ObservedState.ABSENT);
        assertThat(driver().observeAll()).noneMatch(seen -> seen.key().equals(spec.key()));
    }

    @Test
    void aCallChangesNothingOfWhatRuns() {
        WorkloadSpec running = spec(new TestProgram.Stay());
        Observation before = launch(running);
        invoke(within(running, Duration.ofMillis(200)), NOTHING);
        Observation after = driver().observe(running.key());

        assertThat(after.state()).isEqualTo(ObservedState.RUNNING);
        assertThat(after.incarnation()).isEqualTo(before.incarnation());
    }

    @Test
    void callsOfOneWorkloadRunBesideEachOther() {
        WorkloadSpec spec = spec(new TestProgram.EchoInput(NOTHING));
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Invoked>> answers = IntStream.range(0, 6)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> invoke(spec, ("caller " + i).getBytes(StandardCharsets.UTF_8)), callers))
                    .toList();
            for (int i = 0; i < answers.size(); i++) {
                assertThat(new String(answers.get(i).join().stdout(), StandardCharsets.UTF_8))
                        .endsWith("caller " + i);
            }
        }
    }

    @Test
    void tooMuchOutputEndsTheProgram() {
        byte[] body = "x".repeat(10_000).getBytes(StandardCharsets.UTF_8);
        WorkloadSpec spec = spec(new TestProgram.EchoInput(NOTHING));
        Invoked answer = functions().invoke(spec, new Invocation(body, 1000));

        assertThat(answer.exit().reason()).isEqualTo(ExitReason.OUTPUT_LIMIT);
        assertThat(answer.exit().code()).isNull();
        assertThat(answer.stdout()).hasSizeLessThanOrEqualTo(1000);
    }

    @Test
    void aProgramThatTakesTooLongIsEnded() {
        long begin = System.nanoTime();
        Invoked answer = invoke(within(spec(new TestProgram.Stay()), Duration.ofMillis(300)), NOTHING);

        assertThat(answer.exit().reason()).isEqualTo(ExitReason.TIME_LIMIT);
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isBetween(Duration.ofMillis(300), fixture().patience());
    }

    @Test
    void aServiceIsRefused() {
        WorkloadSpec job = spec(new TestProgram.ExitWith(0));
        WorkloadSpec service = changed(job, Lifecycle.SERVICE, job.resources());
        assertRefused(DriverErrorCode.NOT_SUPPORTED, () -> invoke(service, NOTHING));
    }

    @Test
    void aMissingSourceIsRefused() {
        WorkloadSpec spec = fixture().specOfMissingSource(newKey());
        assertRefused(DriverErrorCode.SOURCE_NOT_FOUND, () -> invoke(spec, NOTHING));
    }

    @Test
    void anInterruptedCallerIsToldAndStaysInterrupted() {
        WorkloadSpec spec = spec(new TestProgram.Stay());
        Thread.currentThread().interrupt();
        try {
            assertRefused(DriverErrorCode.INTERRUPTED, () -> invoke(spec, NOTHING));
        } catch (DriverException unexpected) {
            throw new AssertionError(unexpected);
        } finally {
            assertThat(Thread.interrupted()).as("the interrupt flag is kept").isTrue();
        }
    }

    @Test
    void aDestroyEndsTheCallsUnderWay() {
        WorkloadSpec spec = spec(new TestProgram.Stay());
        create(spec);
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<Invoked> call = CompletableFuture.supplyAsync(() -> invoke(spec, NOTHING), callers);
            Eventually.value("the call ends", fixture().patience(), () -> destroyed(spec, call), over -> over);
            assertThat(call.join().exit().reason()).isEqualTo(ExitReason.STOPPED);
        }
    }

    /** A call that begins after a destroy is not ended by it, so the destroy is repeated. */
    private boolean destroyed(WorkloadSpec spec, CompletableFuture<Invoked> call) {
        driver().destroy(spec.key());
        return call.isDone();
    }
}
