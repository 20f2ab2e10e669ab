package dev.triptych.driver.wasm;

import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.SharedSubnet;
import dev.triptych.spi.WorkloadId;
import dev.triptych.spi.WorkloadKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Addresses of the host's own on the bridge that all kinds share, one for each service of a module. The kernel decides who has
 * which, for all installations of the host; a file for each tells, after a restart, which are ours.
 */
final class ModuleAddresses {
    private static final String TAKEN = "File exists";

    private final Path folder;
    private final String bridge;
    private final Set<WorkloadKey> claimed = new HashSet<>();

    /** @param folder made when it is first needed */
    ModuleAddresses(Path folder, String bridge) {
        this.folder = folder;
        this.bridge = bridge;
    }

    /**
     * Refuses where there is no shared network.
     *
     * @throws DriverException {@link DriverErrorCode#NOT_SUPPORTED}
     */
    SharedSubnet require() {
        return SharedSubnet.behind(bridge)
                .orElseThrow(() -> new DriverException(
                        DriverErrorCode.NOT_SUPPORTED,
                        "network: the shared network is that of virtual machines, and its bridge " + bridge
                                + " is not there. Start libvirt and its network (virsh net-start triptych), or run"
                                + " ./triptych up, which makes it."));
    }

    /**
     * The address of a workload, which is the host's from now on. Idempotent.
     *
     * @throws DriverException {@link DriverErrorCode#NOT_SUPPORTED} without the right to give the host addresses;
     *     {@link DriverErrorCode#CAPACITY_EXCEEDED} when all are taken
     */
    synchronized String claim(WorkloadKey key) {
        SharedSubnet subnet = require();
        claimed.add(key);
        Optional<String> had = read(file(key));
        if (had.isPresent() && subnet.contains(had.get())) {
            add(had.get());
            return had.get();
        }
        SharedSubnet.Range range = subnet.modules();
        for (int step = 0; step < range.size(); step++) {
            String address = SharedSubnet.text(range.first() + Math.floorMod(key.hashCode() + step, range.size()));
            if (!present().contains(address)) {
                write(file(key), address); // before the host has it, so that none is left to nobody
                if (add(address)) {
                    return address;
                }
            }
        }
        delete(file(key));
        throw new DriverException(
                DriverErrorCode.CAPACITY_EXCEEDED,
                "All " + range.size() + " addresses that modules may have on " + subnet.cidr() + " are taken.");
    }

    /** Takes the workload's address from the host; of one that has none it does nothing. */
    synchronized void release(WorkloadKey key) {
        claimed.remove(key);
        Path file = file(key);
        read(file).ifPresent(address -> {
            if (present().contains(address)) {
                run("del", address);
            }
            delete(file);
        });
    }

    /** Gives the host again what it lost, as when the bridge was made anew: whoever listens there goes on. */
    synchronized void mend() {
        if (!Files.isDirectory(folder) || SharedSubnet.behind(bridge).isEmpty()) {
            return;
        }
        Set<String> present = present();
        try (Stream<Path> files = Files.list(folder)) {
            files.map(ModuleAddresses::read)
                    .flatMap(Optional::stream)
                    .filter(address -> !present.contains(address))
                    .forEach(this::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets go of what earlier processes left to nothing that is there. */
    synchronized void releaseAllBut(Set<WorkloadKey> there) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            files.map(ModuleAddresses::key)
                    .filter(key -> !there.contains(key) && !claimed.contains(key))
                    .toList()
                    .forEach(this::release);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Answers whether it was free. */
    private boolean add(String address) {
        String said = run("add", address);
        if (said.isEmpty()) {
            return true;
        }
        if (said.contains(TAKEN)) {
            return false;
        }
        throw new DriverException(
                DriverErrorCode.NOT_SUPPORTED,
                "network.shared of a module needs an address of the host's own on " + bridge
                        + ", and this service may not add any. Run it as root, or give it the right (CAP_NET_ADMIN).",
                said,
                null);
    }

    /** What {@code ip} said; nothing when it did it. */
    private String run(String how, String address) {
        try {
            Process process = new ProcessBuilder("ip", "addr", how, address + "/32", "dev", bridge)
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor() == 0 ? "" : said.isEmpty() ? "ip failed" : said;
        } catch (IOException missing) {
            return String.valueOf(missing.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DriverException(DriverErrorCode.INTERRUPTED, "Interrupted while giving the host an address.");
        }
    }

    private Set<String> present() {
        try {
            NetworkInterface found = NetworkInterface.getByName(bridge);
            Set<String> present = new HashSet<>();
            if (found != null) {
                found.getInterfaceAddresses()
                        .forEach(one -> present.add(one.getAddress().getHostAddress()));
            }
            return present;
        } catch (SocketException gone) {
            return Set.of();
        }
    }

    private Path file(WorkloadKey key) {
        return folder.resolve(key.id() + "." + key.generation());
    }

    private static WorkloadKey key(Path file) {
        List<String> parts = List.of(file.getFileName().toString().split("\\."));
        return new WorkloadKey(WorkloadId.of(parts.getFirst()), Long.parseLong(parts.getLast()));
    }

    private static Optional<String> read(Path file) {
        try {
            return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String address) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, address);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
