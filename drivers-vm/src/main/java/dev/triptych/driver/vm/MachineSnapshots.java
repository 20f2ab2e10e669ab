package dev.triptych.driver.vm;

import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.Snapshotting;
import dev.triptych.spi.WorkloadKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Snapshots inside of a machine's own disk, which is QEMU's format. Of a machine that is off the tool makes them, of one that
 * runs QEMU itself, since nobody else may write to the disk then. The name says in its last part how good the content is.
 */
final class MachineSnapshots implements Snapshotting {
    private static final System.Logger LOG = System.getLogger(MachineSnapshots.class.getName());
    private static final Duration FREEZE = Duration.ofSeconds(10);

    private final VmStorage storage;
    private final Operations operations;
    private final Duration deadline;
    private final Function<WorkloadKey, Optional<DomainSnapshot>> look;
    private final GuestAgents agents;
    private final SnapshotTool tool;
    private final QemuMonitor monitor;

    MachineSnapshots(
            VmStorage storage,
            Operations operations,
            VmDriverProperties properties,
            Function<WorkloadKey, Optional<DomainSnapshot>> look,
            GuestAgents agents,
            QemuMonitor monitor) {
        this.storage = storage;
        this.operations = operations;
        this.deadline = properties.callTimeout().multipliedBy(2);
        this.look = look;
        this.agents = agents;
        this.tool = new SnapshotTool(properties.diskTool());
        this.monitor = monitor;
    }

    @Override
    public Snapshot takeSnapshot(WorkloadKey key, String name) {
        return operations.runAlone(key, deadline, () -> take(key, name));
    }

    private Snapshot take(WorkloadKey key, String name) {
        DomainSnapshot machine = require(key);
        MachineFiles files = storage.machine(key);
        boolean runs = machine.state().active();
        Optional<Snapshot> there = find(files, name);
        if (there.isPresent()) {
            thaw(key, machine);
            return there.get();
        }
        try {
            keepFirmware(files, name);
        } catch (IOException failure) {
            throw VmStorage.failure("what the firmware remembers cannot be kept", failure);
        }
        if (!runs) {
            return written(files, new Snapshot(name, Consistency.STOPPED));
        }
        boolean frozen = hears(machine) && freeze(key);
        try {
            Snapshot snapshot = new Snapshot(name, frozen ? Consistency.FROZEN : Consistency.CRASH);
            monitor.takeSnapshot(key, files.disk(), tag(snapshot));
            return snapshot;
        } finally {
            thaw(key, machine);
        }
    }

    private Snapshot written(MachineFiles files, Snapshot snapshot) {
        tool.take(files.disk(), tag(snapshot));
        return snapshot;
    }

    /** Whether the system has written out all and waits. One that does not answer in time may be frozen all the same. */
    private boolean freeze(WorkloadKey key) {
        try {
            GuestAgent agent = agents.of(key);
            agent.ask("guest-fsfreeze-thaw", Map.of(), FREEZE); // of a call that was cut short
            return agent.ask("guest-fsfreeze-freeze", Map.of(), FREEZE).asInt(0) > 0;
        } catch (DriverException unable) {
            LOG.log(System.Logger.Level.INFO, "machine " + key + " does not freeze: " + unable.internalDetail());
            return false;
        }
    }

    /** The agent of what is paused answers nobody. */
    private static boolean hears(DomainSnapshot machine) {
        return machine.agent() && machine.state() == DomainSnapshot.State.RUNNING;
    }

    private void thaw(WorkloadKey key, DomainSnapshot machine) {
        if (!hears(machine)) {
            return;
        }
        try {
            agents.of(key).ask("guest-fsfreeze-thaw", Map.of(), FREEZE);
        } catch (DriverException unable) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "machine " + key + " may still be frozen: " + unable.internalDetail(),
                    unable);
        }
    }

    @Override
    public void restoreSnapshot(WorkloadKey key, String name) {
        operations.runAlone(key, deadline, () -> {
            if (require(key).state().active()) {
                throw new DriverException(
                        DriverErrorCode.NOT_SUPPORTED,
                        "the disk of a machine that runs cannot be brought back; stop it first");
            }
            MachineFiles files = storage.machine(key);
            Snapshot snapshot = find(files, name)
                    .orElseThrow(() ->
                            new DriverException(DriverErrorCode.WORKLOAD_ABSENT, "the machine has no such snapshot"));
            tool.restore(files.disk(), tag(snapshot));
            try {
                if (Files.exists(firmware(files, name))) {
                    Files.copy(
                            firmware(files, name),
                            files.firmwareVariables(),
                            StandardCopyOption.REPLACE_EXISTING,
                            StandardCopyOption.COPY_ATTRIBUTES);
                }
            } catch (IOException failure) {
                throw VmStorage.failure("what the firmware remembered cannot be brought back", failure);
            }
            return key;
        });
    }

    @Override
    public void deleteSnapshot(WorkloadKey key, String name) {
        operations.runAlone(key, deadline, () -> {
            MachineFiles files = storage.machine(key);
            Optional<DomainSnapshot> machine = look.apply(key);
            if (machine.isPresent() && Files.exists(files.disk())) {
                boolean runs = machine.get().state().active();
                find(files, name).ifPresent(snapshot -> {
                    if (runs) {
                        monitor.deleteSnapshot(key, files.disk(), tag(snapshot));
                    } else {
                        tool.delete(files.disk(), tag(snapshot));
                    }
                });
            }
            try {
                Files.deleteIfExists(firmware(files, name));
            } catch (IOException failure) {
                throw VmStorage.failure("what the firmware remembered cannot be removed", failure);
            }
            return key;
        });
    }

    @Override
    public Kept snapshots(WorkloadKey key) {
        return operations.run(deadline, () -> {
            require(key);
            return tool.list(storage.machine(key).disk());
        });
    }

    private DomainSnapshot require(WorkloadKey key) {
        DomainSnapshot machine = look.apply(key)
                .orElseThrow(() -> new DriverException(DriverErrorCode.WORKLOAD_ABSENT, "there is no such machine"));
        if (!Files.exists(storage.machine(key).disk())) {
            throw new DriverException(
                    DriverErrorCode.NOT_SUPPORTED, "the machine does not boot from a disk that could be kept");
        }
        return machine;
    }

    private Optional<Snapshot> find(MachineFiles files, String name) {
        return tool.list(files.disk()).snapshots().stream()
                .filter(one -> one.name().equals(name))
                .findFirst();
    }

    /** A machine that never ran by UEFI has no such file yet. */
    private static void keepFirmware(MachineFiles files, String name) throws IOException {
        if (Files.exists(files.firmwareVariables())) {
            Files.copy(
                    files.firmwareVariables(),
                    firmware(files, name),
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    private static Path firmware(MachineFiles files, String name) {
        return files.folder().resolve("nvram." + name);
    }

    private static String tag(Snapshot snapshot) {
        return snapshot.name() + "." + snapshot.consistency().name().toLowerCase(Locale.ROOT);
    }

    /** Empty for a snapshot that is not ours. */
    static Optional<Snapshot> of(String tag) {
        int dot = tag.lastIndexOf('.');
        return dot <= 0
                ? Optional.empty()
                : List.of(Consistency.values()).stream()
                        .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(tag.substring(dot + 1)))
                        .map(one -> new Snapshot(tag.substring(0, dot), one))
                        .findFirst();
    }
}
