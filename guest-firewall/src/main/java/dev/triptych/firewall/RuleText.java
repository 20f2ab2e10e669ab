package dev.triptych.firewall;

import dev.triptych.firewall.Guard.Reach;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The rules as {@code iptables-restore} reads them. Packets come here from the guests' bridge alone. What is let pass returns
 * to the rules of the host, which may still refuse it.
 */
record RuleText(Family family, Table table) {
    static final String INPUT = "TRIPTYCH-INPUT";
    static final String FORWARD = "TRIPTYCH-FORWARD";

    /**
     * Answers of connections that others opened. Those that the guest opened itself are not in it, nor those that an earlier
     * holder of its address did.
     */
    private static final String ANSWERS = "-m conntrack --ctstate RELATED,ESTABLISHED --ctdir REPLY";

    private static final String OF_THE_BRIDGE = "-m addrtype --dst-type LOCAL --limit-iface-in";

    /**
     * What guests may ask of the host.
     *
     * @param others rules of this chain that are not ours
     */
    List<String> input(Owner owner, Collection<Guard> guards, List<String> others) {
        List<String> lines = new ArrayList<>();
        others.stream().filter(this::comesFirst).forEach(lines::add);
        guards.forEach(guard -> lines.addAll(before(owner, guard)));
        lines.addAll(forAll());
        others.stream().filter(line -> !comesFirst(line)).forEach(lines::add);
        if (family == Family.IPV4) {
            guards.stream()
                    .filter(guard -> guard.reach() == Reach.NONE)
                    .forEach(guard -> lines.add(rule(INPUT, owner, guard, "") + deny()));
        }
        lines.add(append(INPUT) + OF_THE_BRIDGE + " -m socket -j RETURN");
        lines.add(append(INPUT) + deny());
        return lines;
    }

    private List<String> before(Owner owner, Guard guard) {
        return family == Family.IPV4 ? forged(INPUT, owner, guard) : silenced(INPUT, owner, guard);
    }

    /** DHCP, names, and answers. */
    private List<String> forAll() {
        List<String> lines = new ArrayList<>();
        lines.add(append(INPUT) + ANSWERS + " -j RETURN");
        if (family == Family.IPV4) {
            lines.add(append(INPUT) + "-p udp -m udp --dport 67 -j RETURN");
        } else {
            lines.add(append(INPUT) + "-p ipv6-icmp -j RETURN");
            lines.add(append(INPUT) + "-p udp -m udp --dport 547 -j RETURN");
        }
        for (String protocol : List.of("udp", "tcp")) {
            lines.add(append(INPUT) + "-p " + protocol + " " + OF_THE_BRIDGE + " -m " + protocol
                    + " --dport 53 -j RETURN");
        }
        return lines;
    }

    /** What guests may ask of each other and of the world. */
    List<String> forward(Owner owner, Collection<Guard> guards, String bridge, List<String> others) {
        List<String> lines = new ArrayList<>(others);
        for (Guard guard : guards) {
            if (family == Family.IPV6) {
                lines.addAll(silenced(FORWARD, owner, guard));
                continue;
            }
            lines.addAll(forged(FORWARD, owner, guard));
            if (guard.reach() == Reach.LOCAL) {
                lines.add(rule(FORWARD, owner, guard, "-o " + bridge + " ") + "-j RETURN");
            }
            lines.add(rule(FORWARD, owner, guard, ANSWERS + " ") + "-j RETURN");
            lines.add(rule(FORWARD, owner, guard, "") + deny());
        }
        return lines;
    }

    /** A guest that does not send as itself is not heard. */
    private List<String> forged(String chain, Owner owner, Guard guard) {
        return guard.sender() instanceof Guard.Port port
                ? List.of(rule(chain, owner, guard, "-m mac ! --mac-source " + port.mac() + " ") + "-j DROP")
                : List.of();
    }

    /** The guests' networks have version 4; what else a guest sends would be a way around its rules. */
    private List<String> silenced(String chain, Owner owner, Guard guard) {
        return guard.sender() instanceof Guard.Port
                ? List.of(rule(chain, owner, guard, "") + "-j DROP")
                : List.of(); // a container has no address of version 6 and cannot give itself one
    }

    /** Those that must stand in front of what all may. */
    private boolean comesFirst(String line) {
        return family == Family.IPV6 || line.contains(" -m mac ");
    }

    private String rule(String chain, Owner owner, Guard guard, String condition) {
        String sender = switch (guard.sender()) {
            case Guard.Port port -> "-m physdev --physdev-in " + port.device();
            case Guard.Address address -> "-s " + address.ipv4() + "/32";
        };
        return append(chain) + sender + " " + condition + "-m comment --comment \"" + owner.comment(guard.key())
                + "\" ";
    }

    private static String append(String chain) {
        return "-A " + chain + " ";
    }

    private String deny() {
        return "-j " + table.deny(family);
    }
}
