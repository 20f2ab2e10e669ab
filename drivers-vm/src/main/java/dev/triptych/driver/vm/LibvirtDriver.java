package dev.triptych.driver.vm;

import com.sun.management.OperatingSystemMXBean;
import dev.triptych.driver.vm.MachinePlanner.BootFiles;
import dev.triptych.driver.vm.UsageMeter.Traffic;
import dev.triptych.spi.ByteSize;
import dev.triptych.spi.Capability;
import dev.triptych.spi.Driver;
import dev.triptych.spi.DriverContext;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.DriverHealth;
import dev.triptych.spi.DriverListener;
import dev.triptych.spi.LogSink;
import dev.triptych.spi.LogStreaming;
import dev.triptych.spi.Observation;
import dev.triptych.spi.Plan;
import dev.triptych.spi.Preparation;
import dev.triptych.spi.Preparation.CacheUse;
import dev.triptych.spi.Preparation.Temperature;
import dev.triptych.spi.Registration;
import dev.triptych.spi.Source;
import dev.triptych.spi.Usage;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadKind;
import dev.triptych.spi.WorkloadSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Virtual machines through libvirt. They go on when this process ends, and are found again by their mark. */
public final class LibvirtDriver implements Driver, LogStreaming {
    private final VmDriverProperties properties;
    private final DriverContext context;
    private final Clock clock;
    private final VmStorage storage;
    private final GuestBoot boot;
    private final RootImages roots;
    private final UserKernels kernels;
    private final DiskImages disks;
    private final MachinePlanner planner;
    private final Machines machines;
    private final AddressBook addresses = new AddressBook();
    private final LibvirtSession session;
    private final MachineGuards guards;
    private final MachineLifecycle lifecycle;
    private final VmHealth health;
    private final Operations operations = new Operations();
    private final Announcements announcements;
    private final MachineConsoles consoles;
    private final MachineDisplays displays;
    private final GuestCommands commands;
    private final MachineSnapshots snapshots;
    private final MachinePauses pauses;
    private final NetworkNames names;

    public LibvirtDriver(DriverContext context, VmDriverProperties properties) {
        this.properties = properties;
        this.context = context;
        this.clock = context.clock();
        KvmLook kvm = KvmLook.ofThisHost();
        Accelerator accelerator = Accelerator.choose(properties.accelerator(), kvm);
        this.storage = new VmStorage(properties.directoryOr(context.home()), context.installation());
        this.boot = new GuestBoot(properties.kernelDirectory(), storage);
        this.roots = new RootImages(storage, properties.squashfsTool());
        this.kernels = new UserKernels(storage);
        this.disks = new DiskImages(storage, properties, clock);
        this.planner = new MachinePlanner(context.installation(), storage, accelerator, properties, capacity(), disks);
        this.announcements = new Announcements(this);
        this.session = new LibvirtSession(properties.uri(), announcements);
        this.machines = new Machines(storage, openFolderWatch(), clock, this::traffic, announcements::changed);
        this.guards = new MachineGuards(context.installation(), session, this::networkXml);
        this.lifecycle = new MachineLifecycle(
                context.installation(), session, storage, machines, addresses, disks, guards, properties, clock);
        this.health =
                new VmHealth(session, properties, accelerator, kvm, boot, storage.root(), guards::possible, clock);
        this.consoles = new MachineConsoles(machines, operations, properties.callTimeout(), this::look, clock);
        this.displays =
                new MachineDisplays(context.installation(), session, operations, properties.callTimeout(), this::look);
        GuestAgents agents = new GuestAgents(context.installation(), session, operations);
        this.commands = new GuestCommands(agents, this::observe);
        this.snapshots = new MachineSnapshots(
                storage,
                operations,
                properties,
                lifecycle::look,
                agents,
                new QemuMonitor(context.installation(), session));
        this.pauses = new MachinePauses(lifecycle, operations, properties.callTimeout(), this::look);
        this.names = new NetworkNames(session, properties, context.installation());
        rememberAddresses();
        session.open();
        guards.open();
    }

    private static MachinePlanner.Capacity capacity() {
        OperatingSystemMXBean host = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return new MachinePlanner.Capacity(host.getAvailableProcessors(), new ByteSize(host.getTotalMemorySize()));
    }

    private static FolderWatch openFolderWatch() {
        try {
            return new FolderWatch();
        } catch (IOException failure) {
            throw new UncheckedIOException("the kernel gives no more file notifications", failure);
        }
    }

    private void rememberAddresses() {
        try {
            for (WorkloadKey key : storage.machines()) {
                Path address = storage.machine(key).address();
                if (Files.exists(address)) {
                    addresses.remember(key, Files.readAllBytes(address));
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the machines' folders cannot be read", unreadable);
        }
    }

    @Override
    public WorkloadKind kind() {
        return WorkloadKind.VM;
    }

    @Override
    public boolean workloadsSurviveRestart() {
        return true;
    }

    @Override
    public boolean objectsOutliveRuns() {
        return true;
    }

    @Override
    public DriverHealth probe() {
        try {
            return operations.run(properties.callTimeout(), health::check);
        } catch (DriverException slow) {
            return new DriverHealth(
                    DriverHealth.Status.UNAVAILABLE,
                    null,
                    "libvirt does not answer",
                    "see libvirtd's log, and start it again",
                    java.util.Set.of(),
                    java.util.Map.of(),
                    clock.instant());
        }
    }

    @Override
    public Plan plan(WorkloadSpec spec) {
        planner.check(spec);
        guards.check(spec);
        return new Plan(
                "application/xml",
                DomainXmlMapper.toXml(planner.describe(spec, BootFiles.placeholders(spec.source()))));
    }

    @Override
    public Preparation prepare(WorkloadSpec spec) {
        return operations.run(properties.prepareTimeout(), () -> {
            List<CacheUse> uses = new ArrayList<>();
            prepared(spec, uses);
            boolean hit = uses.stream().allMatch(CacheUse::hit);
            return new Preparation(hit ? Temperature.PREPARED : Temperature.COLD, uses);
        });
    }

    private BootFiles prepared(WorkloadSpec spec, List<CacheUse> uses) {
        planner.check(spec);
        return switch (spec.source()) {
            case Source.KernelBoot source -> {
                UserKernels.UserKernel kernel = kernels.get(source);
                uses.addAll(kernel.uses());
                yield new BootFiles(kernel.kernel(), kernel.initrd(), null, null);
            }
            case Source.RootFilesystem source -> {
                PreparedFiles.Prepared kernel = boot.kernel();
                PreparedFiles.Prepared initrd = boot.initrd(GuestBoot.Needs.of(spec));
                PreparedFiles.Prepared root = roots.get(source);
                uses.addAll(List.of(kernel.use(), initrd.use(), root.use()));
                yield new BootFiles(kernel.file(), initrd.file(), root.file(), null);
            }
            case Source.Disk source -> {
                PreparedFiles.Prepared disk = disks.get(source);
                uses.add(disk.use());
                yield new BootFiles(null, null, null, disk.file());
            }
            case Source.ContainerImage other -> throw unchecked(other);
            case Source.WasmModule other -> throw unchecked(other);
            case Source.WasmImage other -> throw unchecked(other);
        };
    }

    private static DriverException unchecked(Source source) {
        return new DriverException(DriverErrorCode.DEFECT, "an unchecked source", source.toString(), null);
    }

    @Override
    public Observation create(WorkloadSpec spec) {
        return operations.runAlone(spec.key(), properties.prepareTimeout(), () -> {
            Optional<DomainSnapshot> there = lifecycle.look(spec.key());
            if (there.isPresent()) {
                return observation(there.get());
            }
            BootFiles files = prepared(spec, new ArrayList<>());
            learnNetwork();
            return lifecycle.create(spec, planner.describe(spec, files));
        });
    }

    private void learnNetwork() {
        if (addresses.isKnown()) {
            return;
        }
        addresses.learn(networkXml());
    }

    private String networkXml() {
        return session.call("describe its network", connection -> {
            org.libvirt.Network network = connection.networkLookupByName(properties.network());
            try {
                return network.getXMLDesc(0);
            } finally {
                network.free();
            }
        });
    }

    @Override
    public Observation start(WorkloadSpec spec) {
        return operations.runAlone(
                spec.key(),
                properties.callTimeout(),
                () -> lifecycle.start(planner.describe(spec, BootFiles.placeholders(spec.source()))));
    }

    @Override
    public void stop(WorkloadKey key, Duration grace) {
        operations.run(properties.callTimeout().plus(grace), () -> {
            lifecycle.stop(key, grace);
            return key;
        });
    }

    @Override
    public void destroy(WorkloadKey key) {
        operations.runAlone(key, properties.callTimeout(), () -> {
            lifecycle.destroy(key);
            return key;
        });
    }

    @Override
    public Observation observe(WorkloadKey key) {
        return operations.run(properties.callTimeout(), () -> look(key));
    }

    /** On the calling thread. */
    Observation look(WorkloadKey key) {
        return lifecycle.look(key).map(this::observation).orElseGet(() -> Observation.absent(key, clock.instant()));
    }

    @Override
    public List<Observation> observeAll() {
        return operations.run(properties.callTimeout(), this::lookAtAll);
    }

    /** On the calling thread; what runs is watched from then on. */
    List<Observation> lookAtAll() {
        return session.call("list the machines", DomainReader::all).stream()
                .filter(domain -> domain.mark().installation().equals(context.installation()))
                .map(this::observation)
                .toList();
    }

    private Observation observation(DomainSnapshot domain) {
        RunFacts facts = machines.facts(domain);
        boolean starting = machines.of(domain.mark().key()).starting();
        return DomainStateMapper.observation(domain, facts, starting, clock.instant());
    }

    @Override
    public Usage usage(WorkloadKey key) {
        return operations.run(properties.callTimeout(), () -> {
            DomainSnapshot domain = lifecycle
                    .look(key)
                    .orElseThrow(
                            () -> new DriverException(DriverErrorCode.WORKLOAD_ABSENT, "there is no such machine"));
            return usage(machines.of(key), domain, machines.facts(domain));
        });
    }

    private Usage usage(Machine machine, DomainSnapshot domain, RunFacts facts) {
        UsageMeter meter = new UsageMeter(clock);
        if (facts.start() == null) {
            return meter.neverRan(machine);
        }
        QemuProcess process = facts.start().process();
        if (domain.state().active() && process != null && process.alive()) {
            return meter.measure(process, machine, traffic(machine.key()));
        }
        return facts.usage() == null ? meter.lastWords(null, machine) : facts.usage();
    }

    private @Nullable Traffic traffic(WorkloadKey key) {
        DomainIdentity identity = DomainIdentity.of(context.installation(), key);
        try {
            return session.call(
                            "count a machine's traffic",
                            connection -> DomainReader.with(connection, identity.uuid(), domain -> {
                                var counters = domain.interfaceStats(identity.mac());
                                return new Traffic(counters.rx_bytes, counters.tx_bytes);
                            }))
                    .orElse(null);
        } catch (DriverException endedOrAway) {
            return null; // the figure then says that it is unavailable
        }
    }

    @Override
    public Registration listen(DriverListener listener) {
        return announcements.add(listener);
    }

    @Override
    public Registration follow(WorkloadKey key, @Nullable String incarnation, String cursor, LogSink sink) {
        return operations.run(properties.callTimeout(), () -> {
            Observation now = look(key);
            if (now.state() == dev.triptych.spi.ObservedState.ABSENT) {
                throw new DriverException(DriverErrorCode.WORKLOAD_ABSENT, "there is no such machine");
            }
            boolean runs = now.exit() == null && now.incarnation() != null;
            String wanted = incarnation == null && runs ? now.incarnation() : incarnation;
            Machine machine = machines.of(key);
            LogSubscription subscription = new LogSubscription(
                    machine,
                    new LogSubscription.Wanted(wanted, now.incarnation(), false),
                    LogCursor.parse(cursor),
                    sink,
                    machines.bell(machine),
                    clock);
            Thread.ofVirtual().name("vm-log").start(subscription);
            return subscription;
        });
    }

    @Override
    public <T extends Capability> Optional<T> capability(Class<T> type) {
        Object power = Stream.of(this, consoles, displays, commands, snapshots, pauses, names)
                .filter(type::isInstance)
                .findFirst()
                .orElse(this);
        return type.isInstance(power) ? Optional.of(type.cast(power)) : Optional.empty();
    }

    /** The key of a domain, if it is one of ours. */
    Optional<WorkloadKey> keyOf(java.util.UUID domain) {
        Optional<WorkloadKey> known = machines.key(domain);
        return known.isPresent()
                ? known
                : session.call(
                                "look at a machine",
                                connection -> DomainReader.with(connection, domain, DomainReader::snapshot))
                        .flatMap(found -> found)
                        .map(DomainSnapshot::mark)
                        .filter(mark -> mark.installation().equals(context.installation()))
                        .map(DomainMark::key);
    }

    void ring(WorkloadKey key) {
        machines.bell(machines.of(key)).ring();
    }

    @Override
    public void close() {
        guards.close();
        announcements.close();
        machines.close();
        session.close();
        operations.close();
    }
}
