package dev.triptych.driver.vm;

import dev.triptych.firewall.Bridge;
import dev.triptych.firewall.Guard;
import dev.triptych.firewall.Guard.Reach;
import dev.triptych.firewall.GuestFirewall;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.Network.Egress;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadSpec;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Bounds what machines reach. A guarded one has a port of the bridge whose name follows from its identity, so that the rules
 * are there before the port is; whoever is root in it changes nothing of that.
 */
final class MachineGuards implements GuestFirewall.Backend, AutoCloseable {
    private final InstallationId installation;
    private final LibvirtSession session;
    private final Supplier<String> networkXml;
    private final GuestFirewall firewall;
    private volatile @Nullable String bridge;

    MachineGuards(InstallationId installation, LibvirtSession session, Supplier<String> networkXml) {
        this.installation = installation;
        this.session = session;
        this.networkXml = networkXml;
        this.firewall = new GuestFirewall(installation, "vm", this);
    }

    void open() {
        firewall.open();
    }

    /** Refuses what this host cannot enforce. */
    void check(WorkloadSpec spec) {
        if (spec.network().egress() != Egress.ALL) {
            firewall.requirePossible();
        }
    }

    /** Whether its network must be started before it can be bounded; elsewhere it is started with the first machine. */
    boolean lacksNetwork(DomainMark mark) {
        return mark.egress() != Egress.ALL && bridge().isEmpty();
    }

    /** Complete on return; when it throws, the machine must not be started. */
    void beforeStart(DomainMark mark) {
        if (mark.egress() != Egress.ALL) {
            firewall.guard(guard(mark));
        }
    }

    void release(WorkloadKey key) {
        firewall.release(key);
    }

    /** What workloads may ask for here, and why not more. */
    String possible() {
        return firewall.possible();
    }

    private Guard guard(DomainMark mark) {
        DomainIdentity identity = DomainIdentity.of(installation, mark.key());
        return new Guard(
                mark.key(),
                mark.egress() == Egress.NONE ? Reach.NONE : Reach.LOCAL,
                new Guard.Port(identity.port(), identity.mac()));
    }

    @Override
    public Optional<Bridge> bridge() {
        if (bridge == null) {
            bridge = bridgeOf(networkXml.get());
        }
        return Optional.ofNullable(bridge).flatMap(Bridge::named);
    }

    /** Null for a network that has none, such as one that leads to a card of the host directly. */
    static @Nullable String bridgeOf(String networkXml) {
        NodeList bridges = DomainXmlReader.parse(networkXml).getElementsByTagName("bridge");
        String name = bridges.getLength() == 0 ? "" : ((Element) bridges.item(0)).getAttribute("name");
        return name.isEmpty() ? null : name;
    }

    @Override
    public List<Guard> guarded() {
        return session.call("list the machines", DomainReader::all).stream()
                .map(DomainSnapshot::mark)
                .filter(mark -> mark.installation().equals(installation) && mark.egress() != Egress.ALL)
                .map(this::guard)
                .toList();
    }

    @Override
    public void close() {
        firewall.close();
    }
}
