package dev.triptych.driver.vm;

import dev.triptych.spi.CommandExecution;
import dev.triptych.spi.ConsoleAccess;
import dev.triptych.spi.DisplayAccess;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.DriverHealth;
import dev.triptych.spi.DriverHealth.Status;
import dev.triptych.spi.LogStreaming;
import dev.triptych.spi.Pausing;
import dev.triptych.spi.Snapshotting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.libvirt.Connect;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.LibvirtException;
import org.libvirt.Network;

/** Finds out whether machines can be run here, and what is missing. */
final class VmHealth {
    private static final Set<String> POWERS = Set.of(
            LogStreaming.class.getSimpleName(),
            ConsoleAccess.class.getSimpleName(),
            DisplayAccess.class.getSimpleName(),
            CommandExecution.class.getSimpleName(),
            Pausing.class.getSimpleName(),
            Snapshotting.class.getSimpleName());

    private final LibvirtSession session;
    private final VmDriverProperties properties;
    private final Accelerator accelerator;
    private final KvmLook kvm;
    private final GuestBoot boot;
    private final Path storage;
    private final Supplier<String> egress;
    private final Clock clock;

    VmHealth(
            LibvirtSession session,
            VmDriverProperties properties,
            Accelerator accelerator,
            KvmLook kvm,
            GuestBoot boot,
            Path storage,
            Supplier<String> egress,
            Clock clock) {
        this.session = session;
        this.properties = properties;
        this.accelerator = accelerator;
        this.kvm = kvm;
        this.boot = boot;
        this.storage = storage;
        this.egress = egress;
        this.clock = clock;
    }

    private record Backend(String version, String qemu, Link network) {}

    private enum Link {
        ACTIVE,
        INACTIVE,
        MISSING
    }

    DriverHealth check() {
        try {
            return present(session.call("say how it is", this::ask));
        } catch (DriverException away) {
            return new DriverHealth(
                    Status.UNAVAILABLE,
                    null,
                    "libvirt cannot be reached at " + properties.uri(),
                    "install libvirt and start libvirtd, or set triptych.vm.uri to where it is",
                    POWERS,
                    facts(null),
                    accelerator.among(kvm),
                    clock.instant());
        }
    }

    private DriverHealth present(Backend backend) {
        Lack lack = lack(backend);
        return new DriverHealth(
                lack == null ? Status.AVAILABLE : Status.DEGRADED,
                backend.version(),
                lack == null ? null : lack.reason(),
                lack == null ? null : lack.remedy(),
                POWERS,
                facts(backend),
                accelerator.among(kvm),
                clock.instant());
    }

    private record Lack(String reason, String remedy) {}

    private @Nullable Lack lack(Backend backend) {
        if (boot.release().isEmpty()) {
            return new Lack(
                    "the guests' kernel is not installed, so images cannot be run as machines",
                    "run the host set-up (./triptych up)");
        }
        if (!HostTools.isOnPath(properties.squashfsTool())) {
            return new Lack(
                    properties.squashfsTool() + " is not installed, so images cannot be run as machines",
                    "install squashfs-tools");
        }
        if (backend.network() == Link.MISSING) {
            return new Lack(
                    "libvirt has no network named " + properties.network(),
                    "run the host set-up (./triptych up), or set triptych.vm.network");
        }
        if (!canWrite()) {
            return new Lack(
                    "the machines' files cannot be written",
                    "make triptych.vm.directory name a folder that the service can write");
        }
        return null; // an inactive network is started with the first machine
    }

    private boolean canWrite() {
        try {
            Files.createDirectories(storage);
            return Files.isWritable(storage);
        } catch (IOException refused) {
            return false;
        }
    }

    private Backend ask(Connect connection) throws LibvirtException {
        return new Backend(version(connection.getLibVersion()), version(connection.getVersion()), link(connection));
    }

    private Link link(Connect connection) throws LibvirtException {
        try {
            Network network = connection.networkLookupByName(properties.network());
            try {
                return network.isActive() == 1 ? Link.ACTIVE : Link.INACTIVE;
            } finally {
                network.free();
            }
        } catch (LibvirtException failure) {
            if (LibvirtErrorMapper.is(failure, ErrorNumber.VIR_ERR_NO_NETWORK)) {
                return Link.MISSING;
            }
            throw failure;
        }
    }

    /** libvirt's form: major × 1 000 000 + minor × 1 000 + release. */
    static String version(long number) {
        return number / 1_000_000 + "." + number / 1_000 % 1_000 + "." + number % 1_000;
    }

    private Map<String, String> facts(@Nullable Backend backend) {
        Map<String, String> facts = new TreeMap<>();
        facts.put("accelerator", accelerator.word());
        facts.put("uri", properties.uri());
        facts.put("guestKernel", boot.release());
        facts.put("disks", HostTools.isOnPath(properties.diskTool()) ? "yes" : properties.diskTool() + " is missing");
        facts.put("uefi", Files.isReadable(properties.uefiCode()) ? "yes" : properties.uefiCode() + " is missing");
        facts.put("egress", egress.get());
        facts.put("volumes", Shares.possible() ? "yes" : "virtiofsd is missing");
        if (backend != null) {
            facts.put("qemu", backend.qemu());
            facts.put("network", backend.network().name().toLowerCase(java.util.Locale.ROOT));
        }
        return facts;
    }
}
