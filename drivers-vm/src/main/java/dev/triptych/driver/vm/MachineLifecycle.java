package dev.triptych.driver.vm;

import dev.triptych.driver.vm.DomainReader.Use;
import dev.triptych.driver.vm.DomainSnapshot.State;
import dev.triptych.driver.vm.RunFacts.End;
import dev.triptych.driver.vm.RunFacts.Start;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.Moment;
import dev.triptych.spi.Observation;
import dev.triptych.spi.SharedSubnet;
import dev.triptych.spi.Source;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.DomainInfo;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.LibvirtException;
import org.libvirt.Network;

/** Makes, starts, stops and removes machines. */
final class MachineLifecycle {
    private static final System.Logger LOG = System.getLogger(MachineLifecycle.class.getName());
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);
    private static final int WITH_FIRMWARE_VARIABLES =
            1 << 2; // VIR_DOMAIN_UNDEFINE_NVRAM, which the binding does not name

    private final InstallationId installation;
    private final LibvirtSession session;
    private final VmStorage storage;
    private final Machines machines;
    private final AddressBook addresses;
    private final DiskImages disks;
    private final WritableDisks writable;
    private final MachineGuards guards;
    private final String network;
    private final int acknowledgeMillis;
    private final Clock clock;

    MachineLifecycle(
            InstallationId installation,
            LibvirtSession session,
            VmStorage storage,
            Machines machines,
            AddressBook addresses,
            DiskImages disks,
            MachineGuards guards,
            VmDriverProperties properties,
            Clock clock) {
        this.installation = installation;
        this.session = session;
        this.storage = storage;
        this.machines = machines;
        this.addresses = addresses;
        this.disks = disks;
        this.writable = new WritableDisks(properties.fileSystemTool());
        this.guards = guards;
        this.network = properties.network();
        this.acknowledgeMillis = (int) properties.acknowledgeTimeout().toMillis();
        this.clock = clock;
    }

    /** The domain as it is; empty when there is none. */
    Optional<DomainSnapshot> look(WorkloadKey key) {
        UUID uuid = uuid(key);
        return session.call(
                        "look at a machine", connection -> DomainReader.with(connection, uuid, DomainReader::snapshot))
                .flatMap(found -> found)
                .filter(found -> found.mark().key().equals(key)
                        && found.mark().installation().equals(installation));
    }

    Observation create(WorkloadSpec spec, DomainDescription description) {
        String xml = DomainXmlMapper.toXml(description);
        Machine machine = machines.of(spec.key());
        try {
            VmStorage.remove(machine.files().folder()); // of a create that was cut short
            storage.make(machine.files());
            writeFiles(spec, description, machine.files());
            session.call("define a machine", connection -> {
                connection.domainDefineXML(xml).free();
                return null;
            });
        } catch (IOException failure) {
            removeFiles(spec.key());
            throw VmStorage.failure("the machine's files cannot be written", failure);
        } catch (DriverException refused) {
            removeFiles(spec.key());
            throw refused;
        }
        machines.know(description.uuid(), spec.key());
        return observation(description, State.OFF, RunFacts.NONE);
    }

    private void writeFiles(WorkloadSpec spec, DomainDescription description, MachineFiles files) throws IOException {
        files.renewLogs();
        if (spec.source() instanceof Source.Disk source && description.disk() != null) {
            disks.makeOwn(spec, source, description.disk(), files);
        }
        if (spec.source() instanceof Source.RootFilesystem image) {
            writable.make(spec.resources().disk(), files.written());
            byte[] secret = GuestSecret.make(files);
            byte[] address = addresses.propose(
                    spec.key(), DomainIdentity.of(installation, spec.key()).hash());
            MachineFiles.writePrivately(files.address(), address);
            byte[] seed = MachinePlanner.seed(spec, image, secret, address, acknowledgeMillis)
                    .searching(spec.network().onSharedNetwork() ? SharedSubnet.domainOf(installation) : "")
                    .toBytes();
            MachineFiles.writePrivately(files.seed(), seed);
        }
    }

    Observation start(DomainDescription description) {
        Machine machine = machines.of(description.mark().key());
        boolean wasOff = on(machine.key(), "start a machine", domain -> domain.isActive() == 0);
        if (!wasOff) {
            return look(machine.key())
                    .map(domain ->
                            DomainStateMapper.observation(domain, machines.facts(domain), false, clock.instant()))
                    .orElseThrow(MachineLifecycle::absent);
        }
        machine.starting(true);
        try {
            Start start = new Start(UUID.randomUUID().toString(), Moment.now(clock), null);
            machine.files().renewLogs();
            machine.store().announce(start);
            power(machine, start, description.mark());
            return started(machine, description, start);
        } catch (IOException failure) {
            throw VmStorage.failure("the machine's files cannot be written", failure);
        } finally {
            machine.starting(false);
        }
    }

    private void power(Machine machine, Start start, DomainMark mark) throws IOException {
        try {
            if (guards.lacksNetwork(mark)) {
                startNetwork();
            }
            guards.beforeStart(mark);
            on(machine.key(), "start a machine", domain -> domain.create());
        } catch (DriverException refused) {
            if (refused.internalDetail().contains("'" + network + "' is not active")) {
                startNetwork();
                guards.beforeStart(mark); // the bridge is another one now
                on(machine.key(), "start a machine", domain -> domain.create());
                return;
            }
            if (refused.code() != DriverErrorCode.BACKEND_REFUSED
                    && refused.code() != DriverErrorCode.CAPACITY_EXCEEDED) {
                throw refused; // it may have happened all the same, which the next look will tell
            }
            machine.store().begin(start);
            machine.store().ended(new End.NotStarted(refused.safeMessage(), Moment.now(clock)));
            throw refused;
        }
    }

    private Observation started(Machine machine, DomainDescription description, Start start) throws IOException {
        Optional<QemuProcess> process = QemuProcess.find(description.mark().domainName(), description.uuid());
        Start known = new Start(start.incarnation(), start.at(), process.orElse(null));
        machine.store().begin(known);
        if (process.isPresent()) {
            machines.begin(machine, process.get(), false);
        }
        machines.bell(machine).ring();
        RunFacts facts = new RunFacts(known, null, null, null);
        return observation(description, State.RUNNING, facts);
    }

    private void startNetwork() {
        session.call("start the network", connection -> {
            Network found = connection.networkLookupByName(network);
            try {
                found.create();
            } finally {
                found.free();
            }
            return null;
        });
    }

    /** Does nothing when nothing runs. */
    void stop(WorkloadKey key, Duration grace) {
        long deadline = System.nanoTime() + grace.toNanos();
        Optional<DomainSnapshot> domain =
                look(key).filter(found -> found.state().active());
        if (domain.isEmpty()) {
            return;
        }
        Machine machine = machines.of(key);
        RunFacts facts = machines.facts(domain.get());
        try {
            machine.store().stopRequested(Moment.now(clock));
        } catch (IOException failure) {
            throw VmStorage.failure("the stop cannot be noted", failure);
        }
        Start start = facts.start();
        if (start != null && start.process() != null && !grace.isZero() && hearsTheButton(machine)) {
            if (domain.get().state() == State.PAUSED) {
                wake(key);
            }
            askToEnd(key);
            awaitGone(machine, start.process(), deadline);
        }
        end(machine, start == null ? null : start.process());
    }

    /** What is paused hears nobody. One that stays halted is ended by force when the grace is over. */
    private void wake(WorkloadKey key) {
        try {
            resume(key);
        } catch (DriverException halted) {
            LOG.log(System.Logger.Level.INFO, "machine " + key + " stays halted: " + halted.internalDetail());
        }
    }

    /** Does nothing when it does not run, or is halted already. */
    void suspend(WorkloadKey key) {
        on(key, "pause a machine", whenActive(Domain::suspend));
    }

    /** Does nothing when it is not halted. */
    void resume(WorkloadKey key) {
        on(key, "resume a machine", whenActive(domain -> {
            if (domain.getInfo().state == DomainInfo.DomainState.VIR_DOMAIN_PMSUSPENDED) {
                domain.PMwakeup(); // it sleeps by its own wish
            } else {
                domain.resume();
            }
        }));
    }

    /**
     * Through the guest's agent where one is connected, else by the power button; libvirt presses it too when the agent does
     * nothing. It waits for the agent longer than a grace may be, so nobody waits for it here.
     */
    private void askToEnd(WorkloadKey key) {
        Thread.ofPlatform().daemon().name("vm-shutdown").start(() -> {
            try {
                on(key, "shut down a machine", whenActive(Domain::shutdown));
            } catch (DriverException unheard) {
                LOG.log(
                        System.Logger.Level.INFO,
                        "machine " + key + " was not asked to end: " + unheard.internalDetail());
            }
        });
    }

    /** While our init has not started the program, nobody is there to be asked. */
    private boolean hearsTheButton(Machine machine) {
        return !GuestSecret.exists(machine.files())
                || machines.watch(machine.key()).map(RunWatch::programStarted).orElse(true);
    }

    private void awaitGone(Machine machine, QemuProcess process, long deadline) {
        Doorbell bell = machines.bell(machine);
        try {
            while (process.alive() && System.nanoTime() < deadline) {
                long seen = bell.rings();
                long left = Math.min(deadline - System.nanoTime(), LOOK_EVERY.toNanos());
                bell.await(seen, Duration.ofNanos(Math.max(left, 1)));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new DriverException(DriverErrorCode.INTERRUPTED, "the stop was interrupted");
        }
    }

    /** By force; libvirt answers when nothing of the machine runs any more. */
    private void end(Machine machine, @org.jspecify.annotations.Nullable QemuProcess process) {
        machines.lastFigures(machine, process);
        on(machine.key(), "end a machine", whenActive(Domain::destroy));
    }

    void destroy(WorkloadKey key) {
        Optional<DomainSnapshot> domain = look(key);
        domain.ifPresent(found -> {
            on(key, "end a machine", whenActive(Domain::destroy));
            on(key, "remove a machine", used -> {
                used.undefine(WITH_FIRMWARE_VARIABLES);
                return true;
            });
        });
        boolean hadDisk = Files.exists(storage.machine(key).disk());
        removeFiles(key);
        if (hadDisk) {
            disks.sweep();
        }
    }

    private void removeFiles(WorkloadKey key) {
        machines.forget(key);
        guards.release(key);
        addresses.release(key);
        try {
            VmStorage.remove(storage.machine(key).folder());
        } catch (IOException failure) {
            throw VmStorage.failure("the machine's files cannot be removed", failure);
        }
    }

    /** Something void to be done with a domain that may have ended by itself just now. */
    @FunctionalInterface
    private interface Act {
        void on(Domain domain) throws LibvirtException;
    }

    private static Use<Boolean> whenActive(Act act) {
        return domain -> {
            try {
                act.on(domain);
                return true;
            } catch (LibvirtException failure) {
                if (LibvirtErrorMapper.is(failure, ErrorNumber.VIR_ERR_OPERATION_INVALID)) {
                    return false; // it does not run, which is what was wanted
                }
                throw failure;
            }
        };
    }

    private <T> T on(WorkloadKey key, String what, Use<T> use) {
        UUID uuid = uuid(key);
        return session.call(what, (Connect connection) -> DomainReader.with(connection, uuid, use))
                .orElseThrow(MachineLifecycle::absent);
    }

    private static DriverException absent() {
        return new DriverException(DriverErrorCode.WORKLOAD_ABSENT, "there is no such machine");
    }

    private UUID uuid(WorkloadKey key) {
        return DomainIdentity.of(installation, key).uuid();
    }

    private Observation observation(DomainDescription description, State state, RunFacts facts) {
        DomainMark mark = description.mark();
        DomainSnapshot domain =
                new DomainSnapshot(description.uuid(), mark.domainName(), mark, state, List.of(), false);
        return DomainStateMapper.observation(domain, facts, false, clock.instant());
    }
}
