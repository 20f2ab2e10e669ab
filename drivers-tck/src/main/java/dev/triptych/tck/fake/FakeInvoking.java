package dev.triptych.tck.fake;

import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.Exit;
import dev.triptych.spi.ExitReason;
import dev.triptych.spi.Figure;
import dev.triptych.spi.Invoking;
import dev.triptych.spi.Lifecycle;
import dev.triptych.spi.Moment;
import dev.triptych.spi.WorkloadSpec;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;

/** Calls on a {@link FakeBackend}: what a program does there is told by {@link FakeBackend#onInvoke}. */
final class FakeInvoking implements Invoking {
    private static final Duration FOR_EVER = Duration.ofDays(1);

    private final FakeBackend backend;
    private final Consumer<WorkloadSpec> check;
    private final Clock clock;

    FakeInvoking(FakeBackend backend, Consumer<WorkloadSpec> check, Clock clock) {
        this.backend = backend;
        this.check = check;
        this.clock = clock;
    }

    @Override
    public Invoked invoke(WorkloadSpec spec, Invocation call) {
        if (spec.lifecycle() != Lifecycle.JOB) {
            throw new DriverException(DriverErrorCode.NOT_SUPPORTED, "a simulated service is not invoked");
        }
        FakeBackend.Function program = backend.call(FakeOperation.INVOKE, () -> {
            check.accept(spec);
            return backend.function();
        });
        long begin = System.nanoTime();
        FakeBackend.Answer answer = program.call(spec, call.stdin());
        Exit exit = answer.stays()
                ? backend.awaitEnd(spec.key(), timeout(spec))
                : new Exit(ExitReason.EXITED, answer.code(), null, Moment.now(clock), "");
        return invoked(exit, answer, call.mostOutputBytes(), System.nanoTime() - begin);
    }

    private Invoked invoked(Exit exit, FakeBackend.Answer answer, int most, long nanos) {
        boolean tooMuch = answer.stdout().length > most;
        Exit end = tooMuch
                ? new Exit(ExitReason.OUTPUT_LIMIT, null, null, Moment.now(clock), "it wrote more than it may")
                : exit;
        return new Invoked(
                end,
                tooMuch ? Arrays.copyOf(answer.stdout(), most) : answer.stdout(),
                answer.stderr(),
                Math.max(1, nanos),
                Figure.measured(Figure.Unit.NANOSECONDS, nanos, "simulated", ""),
                Figure.measured(Figure.Unit.BYTES, 1, "simulated", ""),
                Map.of("engine", "simulated"));
    }

    private static Duration timeout(WorkloadSpec spec) {
        Duration own = spec.resources().timeout();
        return own == null ? FOR_EVER : own;
    }
}
