package dev.triptych.driver.vm;

import dev.triptych.driver.vm.RunFacts.End;
import dev.triptych.driver.vm.UsageMeter.Sample;
import dev.triptych.driver.vm.UsageMeter.Traffic;
import dev.triptych.spi.Moment;
import dev.triptych.spi.WorkloadKey;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Watches one running machine: hears init's last word, measures the machine before it goes, and writes both down. It
 * ends with the machine. Losing it harms nothing: the log tells the end to whoever looks later.
 */
final class RunWatch implements Runnable {
    private static final System.Logger LOG = System.getLogger(RunWatch.class.getName());
    private static final Duration SAMPLE_EVERY = Duration.ofSeconds(1);
    private static final Duration SETTLE = Duration.ofMillis(100);

    private final Machine machine;
    private final QemuProcess process;
    private final boolean adopted;
    private final Doorbell bell;
    private final Surroundings surroundings;
    private final UsageMeter meter;
    private final Clock clock;
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile boolean programStarted;
    private volatile boolean closed;
    private boolean ended;
    private @Nullable Sample last;
    private @Nullable Acknowledgement acknowledgement;

    RunWatch(
            Machine machine,
            QemuProcess process,
            boolean adopted,
            Doorbell bell,
            Surroundings surroundings,
            Clock clock) {
        this.machine = machine;
        this.process = process;
        this.adopted = adopted;
        this.bell = bell;
        this.surroundings = surroundings;
        this.meter = new UsageMeter(clock);
        this.clock = clock;
    }

    /** What a watch needs of the driver. */
    interface Surroundings {
        /** The card's counters; null when libvirt cannot say. */
        @Nullable
        Traffic traffic(WorkloadKey key);

        /** Something about the machine changed that libvirt does not tell by itself. */
        void changed(WorkloadKey key);

        /** The machine's process is gone and its end is written down. */
        void gone(WorkloadKey key, RunWatch watch);
    }

    QemuProcess process() {
        return process;
    }

    /** Whether init has started the program; only then is there somebody to be asked to end. */
    boolean programStarted() {
        return programStarted;
    }

    /** Waits until the end is written down. */
    void awaitEnd(Duration atMost) {
        try {
            if (!over.await(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.log(System.Logger.Level.WARNING, "machine " + machine.key() + " is off and still watched");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    void close() {
        closed = true;
        bell.ring();
    }

    @Override
    public void run() {
        try (FrameReader frames = open()) {
            watch(frames);
            letGo();
        } catch (IOException failure) {
            LOG.log(System.Logger.Level.WARNING, "machine " + machine.key() + " cannot be watched", failure);
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        } finally {
            over.countDown();
            surroundings.gone(machine.key(), this);
        }
    }

    private void letGo() throws IOException {
        if (acknowledgement != null) {
            acknowledgement.close();
        }
    }

    private @Nullable FrameReader open() throws IOException {
        return GuestSecret.exists(machine.files())
                ? new FrameReader(
                        new RotatedLog(machine.files().frames(), null), GuestSecret.read(machine.files()), true)
                : null;
    }

    private void watch(@Nullable FrameReader frames) throws IOException, InterruptedException {
        while (!closed) {
            long seen = bell.rings();
            boolean alive = process.alive();
            Sample sample = alive ? meter.sample(process) : null;
            last = sample == null ? last : sample;
            read(frames);
            if (!alive) {
                bell.await(seen, SETTLE); // what is still in virtlogd's pipe
                read(frames);
                conclude();
                return;
            }
            bell.await(seen, SAMPLE_EVERY);
        }
    }

    private void read(@Nullable FrameReader frames) throws IOException {
        if (frames == null) {
            return;
        }
        for (Frame frame = frames.next(); frame != null; frame = frames.next()) {
            if (frame.type() == Frame.Type.STARTED) {
                noteBoot();
                programStarted = true;
                surroundings.changed(machine.key());
            }
            Optional<End> end = RunEnds.of(frame, Moment.now(clock));
            if (end.isPresent() && !ended) {
                finish(end.get());
            }
        }
    }

    /** An adopted machine has long been past this, and its log tells it again. */
    private void noteBoot() throws IOException {
        Sample now = meter.sample(process);
        if (now != null && !adopted) {
            machine.store().booted(now.cpuNanos());
        }
    }

    private void finish(End end) throws IOException {
        ended = true;
        machine.store().used(meter.measure(process, machine, surroundings.traffic(machine.key())));
        machine.store().ended(end);
        try {
            acknowledgement = Acknowledgement.send(machine.files().channel());
        } catch (IOException unheard) {
            LOG.log(System.Logger.Level.DEBUG, "machine " + machine.key() + " was not told to power off", unheard);
        }
    }

    private void conclude() throws IOException {
        if (ended) {
            return;
        }
        RunFacts facts = machine.store().read();
        if (facts.usage() == null) {
            machine.store().used(meter.lastWords(last, machine));
        }
        if (facts.end() == null) {
            machine.store().ended(RunEnds.withoutWord(machine.files(), Moment.now(clock)));
        }
    }
}
