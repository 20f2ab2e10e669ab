package dev.triptych.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.firewall.Guard.Reach;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.WorkloadId;
import dev.triptych.spi.WorkloadKey;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RuleTextTest {
    private static final Owner OWNER = new Owner(new InstallationId(new UUID(1, 2)), "vm");
    private static final Guard MACHINE = new Guard(key(7), Reach.NONE, new Guard.Port("tt0011", "52:54:00:00:00:01"));
    private static final Guard CONTAINER = new Guard(key(8), Reach.LOCAL, new Guard.Address("10.0.0.9"));
    private static final Bridge BRIDGE = new Bridge("br0", "10.0.0.1/24");
    private static final RuleText RULES = new RuleText(Family.IPV4, Table.FILTER);
    private static final String ANSWERS = "-m conntrack --ctstate RELATED,ESTABLISHED --ctdir REPLY ";

    private static WorkloadKey key(long number) {
        return new WorkloadKey(new WorkloadId(new UUID(0, number)), 1);
    }

    private static String comment(Guard guard) {
        return "-m comment --comment \"" + OWNER.comment(guard.key()) + "\" ";
    }

    @Test
    void aMachineMayOnlyAnswerAndOnlyAsItself() {
        String port = "-A TRIPTYCH-FORWARD -m physdev --physdev-in tt0011 ";
        assertThat(RULES.forward(OWNER, List.of(MACHINE), BRIDGE, List.of()))
                .containsExactly(
                        port + "-m mac ! --mac-source 52:54:00:00:00:01 " + comment(MACHINE) + "-j DROP",
                        port + ANSWERS + comment(MACHINE) + "-j RETURN",
                        port + comment(MACHINE) + "-j REJECT --reject-with icmp-admin-prohibited");
    }

    @Test
    void aLocalContainerReachesItsBridge() {
        String sender = "-A TRIPTYCH-FORWARD -s 10.0.0.9/32 ";
        String refused = "-j REJECT --reject-with icmp-admin-prohibited";
        assertThat(RULES.forward(OWNER, List.of(CONTAINER), BRIDGE, List.of()))
                .containsExactly(
                        sender + ANSWERS + comment(CONTAINER) + "-j RETURN",
                        sender + "! -o br0 " + comment(CONTAINER) + refused,
                        sender + "! -d 10.0.0.1/24 -m addrtype ! --dst-type BROADCAST,MULTICAST " + comment(CONTAINER)
                                + refused);
    }

    /** Whichever comes first, and whosever it is. */
    @Test
    void ofTwoThatAreKnownByOneAddressTheNarrowerBoundsHold() {
        Guard narrower = new Guard(key(9), Reach.NONE, CONTAINER.sender());
        Owner other = new Owner(OWNER.installation(), "container");
        List<String> theirs = RULES.forward(other, List.of(CONTAINER), BRIDGE, List.of());
        for (List<String> lines : List.of(
                RULES.forward(OWNER, List.of(CONTAINER, narrower), BRIDGE, List.of()),
                RULES.forward(OWNER, List.of(narrower), BRIDGE, theirs))) {
            assertThat(lines).filteredOn(line -> line.endsWith("-j RETURN")).allMatch(line -> line.contains(ANSWERS));
            assertThat(lines)
                    .contains("-A TRIPTYCH-FORWARD -s 10.0.0.9/32 " + comment(narrower)
                            + "-j REJECT --reject-with icmp-admin-prohibited");
        }
    }

    @Test
    void aForgedSenderIsDroppedBeforeWhatIsForSingleGuests() {
        Owner other = new Owner(OWNER.installation(), "container");
        List<String> theirs = RULES.forward(other, List.of(CONTAINER), BRIDGE, List.of());
        assertThat(RULES.forward(OWNER, List.of(MACHINE), BRIDGE, theirs).getFirst())
                .contains("! --mac-source")
                .endsWith("-j DROP");
        List<String> ofAMachine = RULES.forward(OWNER, List.of(MACHINE), BRIDGE, List.of());
        assertThat(RULES.forward(other, List.of(CONTAINER), BRIDGE, ofAMachine).getFirst())
                .contains("! --mac-source");
    }

    @Test
    void theHostAnswersNamesAndAddressesAloneAndWhatListensForTheBridge() {
        String socket = "-A TRIPTYCH-INPUT -m addrtype --dst-type LOCAL --limit-iface-in -m socket -j RETURN";
        assertThat(RULES.input(OWNER, List.of(), List.of()))
                .startsWith("-A TRIPTYCH-INPUT " + ANSWERS + "-j RETURN")
                .contains("-A TRIPTYCH-INPUT -p udp -m udp --dport 67 -j RETURN")
                .endsWith(socket, "-A TRIPTYCH-INPUT -j REJECT --reject-with icmp-admin-prohibited")
                .hasSize(6);
    }

    /** Its deny stands behind names and in front of what the host offers; a forged sender is dropped before all. */
    @Test
    void whoReachesNothingIsOfferedNothingByTheHost() {
        List<String> lines = RULES.input(OWNER, List.of(MACHINE, CONTAINER), List.of());
        assertThat(lines.getFirst()).contains("! --mac-source").endsWith("-j DROP");
        assertThat(lines.get(lines.size() - 3)).contains("--physdev-in tt0011").contains("-j REJECT");
        assertThat(lines).noneMatch(line -> line.contains("10.0.0.9"));
    }

    @Test
    void theSecondTableDropsWithoutAWord() {
        RuleText second = new RuleText(Family.IPV4, Table.SECURITY);
        assertThat(second.input(OWNER, List.of(MACHINE), List.of())).noneMatch(line -> line.contains("REJECT"));
        assertThat(second.input(OWNER, List.of(), List.of()).getLast()).isEqualTo("-A TRIPTYCH-INPUT -j DROP");
    }

    @Test
    void aGuardedMachineHasNoVersionSix() {
        RuleText six = new RuleText(Family.IPV6, Table.FILTER);
        String rule = "-m physdev --physdev-in tt0011 " + comment(MACHINE) + "-j DROP";
        assertThat(six.forward(OWNER, List.of(MACHINE, CONTAINER), BRIDGE, List.of()))
                .containsExactly("-A TRIPTYCH-FORWARD " + rule);
        assertThat(six.input(OWNER, List.of(MACHINE), List.of()).getFirst()).isEqualTo("-A TRIPTYCH-INPUT " + rule);
    }

    @Test
    void rulesOfOthersKeepTheirPlaces() {
        Owner other = new Owner(OWNER.installation(), "container");
        List<String> theirs = RULES.input(other, List.of(MACHINE), List.of()).stream()
                .filter(Owner::marked)
                .toList();
        assertThat(RULES.input(OWNER, List.of(), theirs)).isEqualTo(RULES.input(other, List.of(MACHINE), List.of()));
    }

    @Test
    void nothingThatIsNoNameOrAddressGetsIntoARule() {
        for (String address : List.of("10.0.0.9 -j ACCEPT", "10.0.0", "10.0.0.256", "10.0.0.1.2", "10.0.0.09", "")) {
            assertThatThrownBy(() -> new Guard.Address(address)).isInstanceOf(IllegalArgumentException.class);
        }
        for (String device :
                List.of("tap\n-F", "tap+", "-j", "tap 0", "", ".", "..", "a/b", "a234567890123456", "täp")) {
            assertThat(DeviceName.isUsable(device)).as(device).isFalse();
            assertThatThrownBy(() -> new Guard.Port(device, "52:54:00:00:00:01"))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(List.of("tap0", "br.7", "a-b_C", "a23456789012345")).allMatch(DeviceName::isUsable);
        assertThatThrownBy(() -> new Guard.Port("tap", "52:54")).isInstanceOf(IllegalArgumentException.class);
    }
}
