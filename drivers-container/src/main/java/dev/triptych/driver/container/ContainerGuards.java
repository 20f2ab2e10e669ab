package dev.triptych.driver.container;

import com.github.dockerjava.api.model.Container;
import dev.triptych.firewall.Guard;
import dev.triptych.firewall.Guard.Reach;
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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what containers reach. A guarded one is known by its address on the shared network, which it carries from its
 * creation on and cannot change.
 */
final class ContainerGuards implements GuestFirewall.Backend, AutoCloseable {
    /** With these it could send from another address than its own. */
    private static final Set<String> FORGING = Set.of("NET_RAW", "NET_ADMIN");

    private final Engine engine;
    private final InstallationId installation;
    private final String bridge;
    private final GuestFirewall firewall;

    ContainerGuards(Engine engine, InstallationId installation, String bridge) {
        this.engine = engine;
        this.installation = installation;
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
        Confinement confinement = SpecChecks.options(spec).confinement();
        confinement.addedCapabilities().stream()
                .filter(FORGING::contains)
                .findFirst()
                .ifPresent(forging -> {
                    throw new DriverException(
                            DriverErrorCode.INVALID_SPEC,
                            "A container with the capability " + forging
                                    + " can send from addresses that are not its own, so"
                                    + " network.egress must be \"all\". Leave out one of the two.");
                });
        firewall.requirePossible();
    }

    /** Complete on return; when it throws, the container must not be started. */
    void beforeStart(WorkloadSpec spec, String id) {
        if (spec.network().egress() == Egress.ALL) {
            return;
        }
        Map<String, String> label = Labels.selector(installation, spec.key());
        Guard guard = engine.containersLabelled(label).stream()
                .filter(container -> container.getId().equals(id))
                .map(this::guard)
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow(() -> new DriverException(
                        DriverErrorCode.BACKEND_REFUSED,
                        "It was not started, since what it may reach cannot be enforced: it has no address on the"
                                + " shared network. Restart it, so that it is made again."));
        firewall.guard(guard);
    }

    void release(WorkloadKey key) {
        firewall.release(key);
    }

    /** What workloads may ask for here, and why not more. */
    String possible() {
        return firewall.possible();
    }

    @Override
    public Optional<String> bridge() {
        return SharedSubnet.behind(bridge).map(SharedSubnet::bridge);
    }

    @Override
    public List<Guard> guarded() {
        return engine.containersLabelled(Map.of(Labels.INSTALLATION, installation.toString())).stream()
                .map(this::guard)
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<Guard> guard(Container container) {
        Egress egress = Labels.egress(container.getLabels());
        @Nullable String address = SharedAddresses.addressOf(container, bridge);
        return egress == Egress.ALL || address == null || address.isEmpty()
                ? Optional.empty()
                : Labels.key(container.getLabels())
                        .map(key -> new Guard(
                                key, egress == Egress.NONE ? Reach.NONE : Reach.LOCAL, new Guard.Address(address)));
    }

    @Override
    public void close() {
        firewall.close();
    }
}
