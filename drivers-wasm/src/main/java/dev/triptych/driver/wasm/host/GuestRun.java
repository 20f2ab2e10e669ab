package dev.triptych.driver.wasm.host;

import dev.triptych.driver.wasm.engine.CompiledModule;
import dev.triptych.driver.wasm.engine.Execution;
import dev.triptych.driver.wasm.engine.Outcome;
import dev.triptych.driver.wasm.host.ExitMapper.Ending;
import dev.triptych.driver.wasm.host.kept.KeptEnd;
import dev.triptych.spi.Endpoint;
import dev.triptych.spi.Exit;
import dev.triptych.spi.Moment;
import dev.triptych.spi.Usage;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One incarnation, from the moment its thread has it to its exit. */
final class GuestRun implements HostedRun {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final String incarnation;
    private volatile @Nullable CompiledModule module;
    private final long memoryLimit;
    private final GuestOutputLog output;
    private final Consumer<Moment> begun;
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();
    private volatile @Nullable Moment startedAt;
    private volatile @Nullable Exit reached;
    private volatile @Nullable Exit exit;
    private volatile @Nullable Execution execution;
    private volatile long peakOfRun;
    private volatile long threadId;
    private volatile long cpuAtStart;
    private volatile long cpuOfRun;

    /** @param begun is told when it has started; its thread goes on with the guest afterwards */
    GuestRun(
            String incarnation,
            CompiledModule module,
            Execution execution,
            long memoryLimit,
            GuestOutputLog output,
            Consumer<Moment> begun) {
        this.begun = begun;
        this.incarnation = incarnation;
        this.module = module;
        this.execution = execution;
        this.memoryLimit = memoryLimit;
        this.output = output;
    }

    /** Says, on the guest's thread, that it has the guest from now on. */
    void enter(Clock clock) {
        startedAt = Moment.now(clock);
        cpuAtStart = THREADS.getCurrentThreadCpuTime();
        threadId = Thread.currentThread().threadId();
        started.countDown();
    }

    /**
     * Runs the guest on the thread that has {@linkplain #enter entered} it. Afterwards nothing of it is held but its
     * figures: its input may be secret.
     */
    void run(Execution guest, Clock clock) {
        Moment at = startedAt;
        if (at == null) {
            throw new IllegalStateException("it was not entered");
        }
        begun.accept(at);
        cpuAtStart = THREADS.getCurrentThreadCpuTime();
        Outcome outcome = guest.run();
        cpuOfRun = THREADS.getCurrentThreadCpuTime() - cpuAtStart;
        peakOfRun = guest.memoryPeakBytes();
        reached = ExitMapper.exit(outcome, ending.get(), guest.memoryRefused(), memoryLimit, Moment.now(clock));
        execution = null;
        module = null;
        if (outcome instanceof Outcome.EngineFailed failed) {
            System.getLogger(GuestRun.class.getName())
                    .log(System.Logger.Level.ERROR, "The engine failed in " + incarnation, failed.cause());
        }
    }

    /** Keeps how it ended, shows it, and lets those who wait for it go on: nobody sees an end that a crash could take back. */
    void publishEnd(Usage cost) {
        Exit how = reached;
        if (how != null) {
            output.end(new KeptEnd(how, cost));
        }
        exit = how;
        output.end();
        ended.countDown();
    }

    @Override
    public void end(Ending why, Duration grace) {
        end(why);
    }

    /** Ends the guest, for the first reason given: it cannot be asked. */
    void end(Ending why) {
        ending.compareAndSet(null, why);
        Execution guest = execution;
        if (guest != null) {
            guest.interrupt();
        }
    }

    void awaitStart() throws InterruptedException {
        started.await();
    }

    @Override
    public boolean awaitEnd(Duration most) throws InterruptedException {
        return ended.await(most.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public String incarnation() {
        return incarnation;
    }

    @Override
    public @Nullable CompiledModule module() {
        return module;
    }

    @Override
    public GuestOutputLog output() {
        return output;
    }

    @Override
    public @Nullable Moment startedAt() {
        return startedAt;
    }

    @Override
    public @Nullable Exit exit() {
        return exit;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of();
    }

    @Override
    public Usage usage(Sharers sharers, Moment at) {
        boolean running = reached == null;
        return UsageMapper.usage(
                running ? 1 : 0,
                new SingleRunFigures(memoryBytes(), memoryPeakBytes(), cpuNanos()),
                running ? sharers.of(module) : 0,
                module,
                at);
    }

    long memoryBytes() {
        Execution guest = execution;
        return guest == null ? 0 : guest.memoryBytes();
    }

    long memoryPeakBytes() {
        Execution guest = execution;
        return guest == null ? peakOfRun : guest.memoryPeakBytes();
    }

    /** Processor time of its thread since it has this guest, in nanoseconds. */
    long cpuNanos() {
        long thread = threadId;
        if (reached != null || thread == 0) {
            return cpuOfRun;
        }
        long now = THREADS.getThreadCpuTime(thread);
        return reached != null || now < 0 ? cpuOfRun : now - cpuAtStart;
    }
}
