package dev.triptych.driver.container;

import dev.triptych.firewall.Bridge;
import dev.triptych.firewall.Guard;
import dev.triptych.firewall.GuestFirewall;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.KindOptions.Confinement;
import dev.triptych.spi.Network.Egress;
import dev.triptych.spi.SharedSubnet;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadSpec;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Bounds what containers reach. A guarded one is known by its address on the shared network, which it carries from its
 * creation on and cannot change.
 */
final class ContainerGuards implements GuestFirewall.Backend, AutoCloseable {
    /** With these it could send from another address than its own. */
    private static final Set<String> FORGING = Set.of("NET_RAW", "NET_ADMIN");

    /** With these it could become more than a container: change the kernel, or what is not its own. */
    private static final Set<String> BREAKING_OUT = Set.of(
            "BPF",
            "DAC_READ_SEARCH",
            "MAC_ADMIN",
            "MAC_OVERRIDE",
            "PERFMON",
            "SYS_ADMIN",
            "SYS_BOOT",
            "SYS_MODULE",
            "SYS_PTRACE",
            "SYS_RAWIO");

    private final Engine engine;
    private final Containers containers;
    private final String bridge;
    private final GuestFirewall firewall;
    private final Set<String> starting = ConcurrentHashMap.newKeySet();

    ContainerGuards(Engine engine, Containers containers, InstallationId installation, String bridge) {
        this.engine = engine;
        this.containers = containers;
        this.bridge = bridge;
        this.firewall = new GuestFirewall(installation, "container", this);
    }

    void open() {
        firewall.open();
    }

    /** Refuses what could get around its bounds, and what this host cannot enforce. */
    void check(WorkloadSpec spec) {
        if (spec.network().egress() == Egress.ALL) {
            return;
        }
        checkCapabilities(SpecChecks.options(spec).confinement());
        firewall.requirePossible();
    }

    static void checkCapabilities(Confinement confinement) {
        for (String added : confinement.addedCapabilities()) {
            if (FORGING.contains(added)) {
                throw unbounded(added, "can send from addresses that are not its own");
            }
            if (BREAKING_OUT.contains(added)) {
                throw unbounded(added, "can change what bounds it");
            }
        }
    }

    private static DriverException unbounded(String capability, String why) {
        return new DriverException(
                DriverErrorCode.INVALID_SPEC,
                "A container with the capability " + capability + " " + why + ", so network.egress must be \"all\"."
                        + " Leave out one of the two: " + capability + " in container.capabilities.add, or"
                        + " network.egress.");
    }

    /**
     * Starts a container that is on the shared network, with what bounds it in place before.
     *
     * @throws DriverException {@link DriverErrorCode#BACKEND_REFUSED}: it cannot be bounded, and was not started
     */
    <T> T start(WorkloadSpec spec, String id, Supplier<T> start) {
        if (spec.network().egress() == Egress.ALL) {
            firewall.settle(); // whoever had its address before may have been bounded
            return start.get();
        }
        checkCapabilities(SpecChecks.options(spec).confinement());
        starting.add(id);
        try {
            firewall.guard(guardOf(spec.key(), id));
            return start.get();
        } finally {
            starting.remove(id);
        }
    }

    private Guard guardOf(WorkloadKey key, String id) {
        return containers.of(key).stream()
                .filter(container -> container.getId().equals(id))
                .map(container -> GuardedContainers.guard(container, bridge))
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow(() -> new DriverException(
                        DriverErrorCode.BACKEND_REFUSED,
                        "It was not started, since what it may reach cannot be enforced: it has no address on the"
                                + " shared network. Restart it, so that it is made again."));
    }

    void release(WorkloadKey key) {
        firewall.release(key);
    }

    /** What workloads may ask for here, and why not more. */
    String possible() {
        return firewall.possible();
    }

    @Override
    public Optional<Bridge> bridge() {
        return SharedSubnet.behind(bridge).map(subnet -> new Bridge(subnet.bridge(), subnet.cidr()));
    }

    @Override
    public List<Guard> guarded() {
        return new GuardedContainers(bridge, Set.copyOf(starting))
                .of(containers.ours(), () -> SharedAddresses.on(engine, bridge));
    }

    @Override
    public void close() {
        firewall.close();
    }
}
