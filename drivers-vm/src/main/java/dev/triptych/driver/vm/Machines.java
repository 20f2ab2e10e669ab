package dev.triptych.driver.vm;

import dev.triptych.driver.vm.RunFacts.End;
import dev.triptych.driver.vm.RunFacts.Start;
import dev.triptych.driver.vm.UsageMeter.Traffic;
import dev.triptych.spi.Moment;
import dev.triptych.spi.WorkloadKey;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The machines that this driver has to do with, each with its watch while it runs. Brings what is written down about a
 * run into line with what libvirt says, so that nothing depends on this process having been there.
 */
final class Machines implements AutoCloseable, RunWatch.Surroundings {
    private static final System.Logger LOG = System.getLogger(Machines.class.getName());
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final VmStorage storage;
    private final FolderWatch folders;
    private final Clock clock;
    private final Function<WorkloadKey, @Nullable Traffic> traffic;
    private final Consumer<WorkloadKey> changed;
    private final Map<WorkloadKey, Machine> machines = new ConcurrentHashMap<>();
    private final Map<WorkloadKey, RunWatch> watches = new ConcurrentHashMap<>();
    private final Map<UUID, WorkloadKey> keys = new ConcurrentHashMap<>();
    private volatile boolean closed;

    Machines(
            VmStorage storage,
            FolderWatch folders,
            Clock clock,
            Function<WorkloadKey, @Nullable Traffic> traffic,
            Consumer<WorkloadKey> changed) {
        this.storage = storage;
        this.folders = folders;
        this.clock = clock;
        this.traffic = traffic;
        this.changed = changed;
    }

    Machine of(WorkloadKey key) {
        return machines.computeIfAbsent(key, missing -> new Machine(missing, storage.machine(missing)));
    }

    Doorbell bell(Machine machine) {
        return folders.bell(machine.files().folder());
    }

    Optional<RunWatch> watch(WorkloadKey key) {
        return Optional.ofNullable(watches.get(key));
    }

    /** The key of a domain that was seen before. */
    Optional<WorkloadKey> key(UUID domain) {
        return Optional.ofNullable(keys.get(domain));
    }

    /** What is known of the run, after libvirt has said how the domain is. */
    RunFacts facts(DomainSnapshot domain) {
        Machine machine = of(domain.mark().key());
        keys.put(domain.uuid(), machine.key());
        if (!Files.isDirectory(machine.files().folder())) {
            return RunFacts.NONE; // its files were taken away; libvirt's word is all there is
        }
        try {
            if (machine.starting()) {
                return machine.store().read();
            }
            folders.watch(machine.files().folder());
            return domain.state().active() ? running(machine, domain) : ended(machine, domain);
        } catch (IOException failure) {
            throw VmStorage.failure("the machine's files cannot be read", failure);
        }
    }

    private RunFacts running(Machine machine, DomainSnapshot domain) throws IOException {
        QemuProcess process =
                QemuProcess.find(domain.domainName(), domain.uuid()).orElse(null);
        if (process != null) {
            adopt(machine, process);
            begin(machine, process, true);
        }
        return machine.store().read();
    }

    /** A start that was cut short before its process was known, or one by somebody else. */
    private void adopt(Machine machine, QemuProcess process) throws IOException {
        Start start = machine.store().read().start();
        if (start != null && process.equals(start.process())) {
            return;
        }
        Start announced = machine.store().announced();
        machine.store()
                .begin(
                        announced == null
                                ? new Start(
                                        process.pid() + "-" + process.startTicks(),
                                        Moment.wallClockOnly(clock.instant()),
                                        process)
                                : new Start(announced.incarnation(), announced.at(), process));
    }

    private RunFacts ended(Machine machine, DomainSnapshot domain) throws IOException {
        RunWatch watch = watches.get(machine.key());
        if (watch != null) {
            bell(machine).ring();
            watch.awaitEnd(LAST_WORDS);
        }
        settle(machine);
        RunFacts facts = machine.store().read();
        if (facts.start() == null || facts.end() != null) {
            return facts;
        }
        End end = RunEnds.fromLogs(machine.files());
        machine.store()
                .ended(
                        domain.state() == DomainSnapshot.State.CRASHED
                                ? new End.MachineEnded(true, "the guest's kernel crashed", end.at())
                                : end);
        return machine.store().read();
    }

    /** A start that was cut short: it happened if the machine left traces, and else the run before is the last. */
    private static void settle(Machine machine) throws IOException {
        Start announced = machine.store().announced();
        if (announced == null) {
            return;
        }
        if (RunEnds.leftTraces(machine.files())) {
            machine.store().begin(announced);
        } else {
            machine.store().takeBack();
        }
    }

    /**
     * Watches a running machine, once.
     *
     * @param adopted whether it may have run for a while
     */
    void begin(Machine machine, QemuProcess process, boolean adopted) throws IOException {
        folders.watch(machine.files().folder());
        watches.compute(machine.key(), (key, old) -> {
            if (closed || (old != null && old.process().equals(process))) {
                return old;
            }
            RunWatch watch = new RunWatch(machine, process, adopted, bell(machine), this, clock);
            Thread.ofVirtual().name("vm-watch").start(watch);
            return watch;
        });
    }

    /** Measures a machine that is about to be ended by force. */
    void lastFigures(Machine machine, @Nullable QemuProcess process) {
        try {
            if (process != null && process.alive() && machine.store().read().end() == null) {
                machine.store().used(new UsageMeter(clock).measure(process, machine, traffic(machine.key())));
            }
        } catch (IOException failure) {
            LOG.log(System.Logger.Level.WARNING, "machine " + machine.key() + " goes without last figures", failure);
        }
    }

    void know(UUID domain, WorkloadKey key) {
        keys.put(domain, key);
    }

    void forget(WorkloadKey key) {
        machines.remove(key);
        keys.values().removeIf(key::equals);
        RunWatch watch = watches.remove(key);
        if (watch != null) {
            watch.close();
        }
        folders.forget(storage.machine(key).folder());
    }

    @Override
    public @Nullable Traffic traffic(WorkloadKey key) {
        return traffic.apply(key);
    }

    @Override
    public void changed(WorkloadKey key) {
        changed.accept(key);
    }

    @Override
    public void gone(WorkloadKey key, RunWatch watch) {
        if (watches.remove(key, watch)) {
            changed.accept(key);
        }
    }

    @Override
    public void close() {
        closed = true;
        watches.values().forEach(RunWatch::close);
        try {
            folders.close();
        } catch (IOException failure) {
            LOG.log(System.Logger.Level.DEBUG, "the folder watch could not be closed", failure);
        }
    }
}
