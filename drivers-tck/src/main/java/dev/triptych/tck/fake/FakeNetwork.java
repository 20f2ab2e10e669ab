package dev.triptych.tck.fake;

import dev.triptych.spi.KindOptions;
import dev.triptych.spi.SharedNaming.NamedAddress;
import dev.triptych.spi.SharedNaming.NamedNetwork;
import dev.triptych.spi.SharedSubnet;
import dev.triptych.spi.SharedSubnet.Range;
import dev.triptych.spi.WorkloadSpec;
import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The network of a {@link FakeBackend} that all kinds share. No packet goes there. Safe for use by many threads. */
public final class FakeNetwork {
    /** What it is, whoever made it. */
    public static final SharedSubnet SUBNET = new SharedSubnet("fake0", Inet4Address.ofLiteral("10.77.0.1"), 24);

    /** How it is. */
    public enum Condition {
        UP,
        DOWN,
        /** Its bridge is not on the host. */
        WITHOUT_BRIDGE,
        MISSING
    }

    private Condition condition = Condition.UP;
    private final Set<String> foreign = new HashSet<>();
    private List<NamedAddress> ours = List.of();

    FakeNetwork() {}

    /** It is so from now on. */
    public synchronized void become(Condition next) {
        condition = next;
    }

    /** Another installation has the name that everybody finds. */
    public synchronized void giveAway(String name) {
        foreign.add(name + "." + SharedSubnet.DOMAIN);
    }

    synchronized boolean open() {
        if (condition == Condition.DOWN) {
            condition = Condition.UP;
        }
        return condition != Condition.MISSING;
    }

    synchronized void keepNames(Map<String, String> nameByAddress, String domain) {
        Set<String> taken = new HashSet<>(foreign);
        List<NamedAddress> kept = new ArrayList<>();
        new TreeMap<>(nameByAddress).forEach((address, name) -> {
            if (SUBNET.contains(address)) {
                String plain = name + "." + SharedSubnet.DOMAIN;
                String own = name + "." + domain;
                kept.add(new NamedAddress(address, taken.add(plain) ? List.of(own, plain) : List.of(own)));
            }
        });
        ours = kept;
    }

    synchronized Optional<NamedNetwork> look() {
        boolean active = condition != Condition.DOWN;
        return condition == Condition.MISSING
                ? Optional.empty()
                : Optional.of(new NamedNetwork(
                        "triptych",
                        SUBNET.bridge(),
                        active,
                        condition == Condition.UP ? SUBNET : null,
                        active ? ours : List.of()));
    }

    /** Whether what is made of this description is on it: machines are in any case. */
    static boolean has(WorkloadSpec spec) {
        return spec.options() instanceof KindOptions.VmOptions || spec.network().onSharedNetwork();
    }

    /**
     * An address of the part that its kind has. Two that are very far apart may have the same.
     *
     * @param number of the object
     */
    static String addressOf(WorkloadSpec spec, long number) {
        Range range = switch (spec.options()) {
            case KindOptions.VmOptions _ -> SUBNET.machines();
            case KindOptions.ContainerOptions _ -> SUBNET.containers();
            case KindOptions.WasmOptions _ -> SUBNET.modules();
        };
        return SharedSubnet.text(range.first() + (int) (number % range.size()));
    }
}
