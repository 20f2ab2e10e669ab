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

    private static final String TO_ONE = "-m addrtype ! --dst-type BROADCAST,MULTICAST ";

    private static final String OF_THE_BRIDGE = "-m addrtype --dst-type LOCAL --limit-iface-in";

    /**
     * What guests may ask of the host.
     *
     * @param others rules of this chain that are not ours
     */
    List<String> input(Owner owner, Collection<Guard> guards, List<String> others) {
        List<String> lines = first(INPUT, owner, guards, others);
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

    /**
     * What guests may ask of each other and of the world. What is for one guest lets nothing pass but answers, so that where two
     * are known by one address for a moment, the narrower bounds hold.
     */
    List<String> forward(Owner owner, Collection<Guard> guards, Bridge bridge, List<String> others) {
        List<String> lines = first(FORWARD, owner, guards, others);
        others.stream().filter(line -> !comesFirst(line)).forEach(lines::add);
        if (family == Family.IPV4) {
            for (Guard guard : guards) {
                lines.add(rule(FORWARD, owner, guard, ANSWERS + " ") + "-j RETURN");
                beyond(guard.reach(), bridge)
                        .forEach(condition -> lines.add(rule(FORWARD, owner, guard, condition) + deny()));
            }
        }
        return lines;
    }

    /** On the bridge may be somebody who would carry further what is addressed to the world. */
    private static List<String> beyond(Reach reach, Bridge bridge) {
        return switch (reach) {
            case NONE -> List.of("");
            case LOCAL -> List.of("! -o " + bridge.name() + " ", "! -d " + bridge.subnet() + " " + TO_ONE);
        };
    }

    private List<String> first(String chain, Owner owner, Collection<Guard> guards, List<String> others) {
        List<String> lines = new ArrayList<>();
        others.stream().filter(this::comesFirst).forEach(lines::add);
        guards.forEach(guard ->
                lines.addAll(family == Family.IPV4 ? forged(chain, owner, guard) : silenced(chain, owner, guard)));
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
