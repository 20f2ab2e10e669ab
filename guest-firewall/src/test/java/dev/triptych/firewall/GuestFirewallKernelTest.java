package dev.triptych.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triptych.firewall.Guard.Reach;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.WorkloadId;
import dev.triptych.spi.WorkloadKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The rules in a real kernel, on a host that is a network namespace, with two guests and a world that are others. */
@Tag("backend")
class GuestFirewallKernelTest {
    private static final InstallationId INSTALLATION = new InstallationId(new UUID(3, 4));

    private static final Bridge BRIDGE = new Bridge(NamespacedHost.BRIDGE, NamespacedHost.HOST + "/24");

    private NamespacedHost host;
    private final List<Guard> guarded = new ArrayList<>();
    private Optional<Bridge> bridge = Optional.of(BRIDGE);
    private GuestFirewall firewall;

    @BeforeEach
    void makeAHost() {
        host = new NamespacedHost();
        firewall = firewall("vm", guarded);
        firewall.look();
    }

    @AfterEach
    void removeTheHost() {
        firewall.close();
        host.close();
    }

    private GuestFirewall firewall(String kind, List<Guard> guards) {
        return new GuestFirewall(
                new Owner(INSTALLATION, kind), backend(guards), new FilterTool(host.inside()), new BridgeFilter());
    }

    private GuestFirewall.Backend backend(List<Guard> guards) {
        return new GuestFirewall.Backend() {
            @Override
            public Optional<Bridge> bridge() {
                return bridge;
            }

            @Override
            public List<Guard> guarded() {
                return List.copyOf(guards);
            }
        };
    }

    private static WorkloadKey key(long number) {
        return new WorkloadKey(new WorkloadId(new UUID(0, number)), 1);
    }

    private Guard port(Reach reach) {
        return new Guard(key(1), reach, new Guard.Port(NamespacedHost.PORT, host.mac()));
    }

    private void guard(Guard guard) {
        guarded.add(guard);
        firewall.guard(guard);
    }

    @Test
    void guestsReachOnlyWhatListensForTheBridge() {
        assertThat(host.guestReaches(NamespacedHost.HOST, NamespacedHost.EVERYWHERE))
                .isFalse();
        assertThat(host.guestReaches(NamespacedHost.HOST, NamespacedHost.ON_THE_BRIDGE))
                .isTrue();
        assertThat(host.guestReaches(NamespacedHost.WAY_OUT, NamespacedHost.EVERYWHERE))
                .isFalse();
        assertThat(host.guestReaches(NamespacedHost.PEER, NamespacedHost.SERVED))
                .isTrue();
        assertThat(host.guestReaches(NamespacedHost.WORLD, NamespacedHost.SERVED))
                .isTrue();
        assertThat(host.hostReaches(NamespacedHost.GUEST, NamespacedHost.SERVED))
                .isTrue();
    }

    @Test
    void whoReachesNothingAnswersAllTheSame() {
        guard(port(Reach.NONE));
        assertReaches(false, false);
        assertThat(host.guestReaches(NamespacedHost.HOST, NamespacedHost.ON_THE_BRIDGE))
                .isFalse();
        assertThat(host.peerReaches(NamespacedHost.GUEST, NamespacedHost.SERVED))
                .isTrue();
        assertThat(host.hostReaches(NamespacedHost.GUEST, NamespacedHost.SERVED))
                .isTrue();
    }

    private void assertReaches(boolean peer, boolean world) {
        assertThat(host.guestReaches(NamespacedHost.PEER, NamespacedHost.SERVED))
                .isEqualTo(peer);
        assertThat(host.guestReaches(NamespacedHost.WORLD, NamespacedHost.SERVED))
                .isEqualTo(world);
    }

    @Test
    void whoReachesItsBridgeDoesNotReachTheWorld() {
        guard(port(Reach.LOCAL));
        assertReaches(true, false);
        assertThat(host.guestReaches(NamespacedHost.HOST, NamespacedHost.ON_THE_BRIDGE))
                .isTrue();
    }

    @Test
    void aGuestIsAlsoToldByItsAddress() {
        guard(new Guard(key(1), Reach.LOCAL, new Guard.Address(NamespacedHost.GUEST)));
        assertReaches(true, false);
        guard(new Guard(key(1), Reach.NONE, new Guard.Address(NamespacedHost.GUEST)));
        assertReaches(false, false);
    }

    @Test
    void aGuestThatChangesItsAddressesGetsNowhere() {
        guard(port(Reach.LOCAL));
        host.inGuest("ip", "link", "set", "eth0", "address", "52:54:00:77:77:77");
        assertReaches(false, false);
        assertThat(host.guestReaches(NamespacedHost.HOST, NamespacedHost.ON_THE_BRIDGE))
                .isFalse();
        host.inGuest("ip", "link", "set", "eth0", "address", host.mac());
        host.inGuest("ip", "addr", "del", NamespacedHost.GUEST + "/24", "dev", "eth0");
        host.inGuest("ip", "addr", "add", "10.99.0.77/24", "dev", "eth0");
        host.inGuest("ip", "route", "replace", "default", "via", NamespacedHost.HOST);
        assertReaches(true, false);
    }

    /** As containers are, when their host is one. */
    @Test
    void aPeerThatForwardsIsNoWayOut() {
        host.inPeer("sysctl", "-qw", "net.ipv4.ip_forward=1");
        host.inGuest("ip", "route", "replace", "default", "via", NamespacedHost.PEER);
        assertReaches(true, true);
        guard(port(Reach.LOCAL));
        assertReaches(true, false);
        firewall.release(key(1));
        guard(new Guard(key(2), Reach.LOCAL, new Guard.Address(NamespacedHost.GUEST)));
        assertReaches(true, false);
    }

    @Test
    void whoCannotBeGuardedIsRefused() {
        FilterTool nowhere = new FilterTool(List.of("ip", "netns", "exec", "tt-there-is-none"));
        GuestFirewall without =
                new GuestFirewall(new Owner(INSTALLATION, "vm"), backend(List.of()), nowhere, new BridgeFilter());
        assertThat(without.possible()).isEqualTo("none, local, all");
        assertThatExceptionOfType(DriverException.class)
                .isThrownBy(() -> without.guard(port(Reach.NONE)))
                .withMessageContaining("not started")
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(DriverErrorCode.BACKEND_REFUSED));
        without.look();
        assertThat(without.possible()).startsWith("all alone: ");
        assertThatExceptionOfType(DriverException.class)
                .isThrownBy(without::requirePossible)
                .withMessageContaining("network.egress can only be \"all\"")
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(DriverErrorCode.NOT_SUPPORTED));
        without.close();
    }

    /** As libvirt does whenever it starts. */
    @Test
    void whatOthersLetPassBeforeUsIsStoppedAfterThem() {
        guard(port(Reach.NONE));
        host.inHost("iptables", "-I", "FORWARD", "-i", NamespacedHost.BRIDGE, "-j", "ACCEPT");
        assertReaches(false, false);
        firewall.look();
        assertThat(host.inHost("iptables", "-S", "FORWARD", "1"))
                .isEqualTo("-A FORWARD -i " + NamespacedHost.BRIDGE + " -j TRIPTYCH-FORWARD");
        assertReaches(false, false);
    }

    @Test
    void whatWasFlushedComesBack() {
        guard(port(Reach.NONE));
        for (String table : List.of("filter", "security")) {
            host.inHost("iptables", "-t", table, "-F");
        }
        assertReaches(true, true);
        firewall.look();
        assertReaches(false, false);
    }

    @Test
    void aLookThatFindsAllAsItWasChangesNothing() {
        guard(port(Reach.NONE));
        firewall.look();
        host.inHost("iptables", "-Z", "TRIPTYCH-FORWARD");
        assertReaches(false, false);
        String counted = host.inHost("iptables", "-L", "TRIPTYCH-FORWARD", "-v", "-x", "-n");
        firewall.look();
        assertThat(host.inHost("iptables", "-L", "TRIPTYCH-FORWARD", "-v", "-x", "-n"))
                .isEqualTo(counted);
    }

    @Test
    void releasedIsAsIfItHadNeverBeen() {
        String before = host.rules();
        guard(port(Reach.NONE));
        assertThat(host.rules()).isNotEqualTo(before);
        guarded.clear();
        firewall.release(key(1));
        assertThat(host.rules()).isEqualTo(before);
        assertReaches(true, true);
    }

    @Test
    void anotherOwnerLeavesTheRulesAlone() {
        guard(port(Reach.NONE));
        GuestFirewall other = firewall("container", List.of());
        other.look();
        other.guard(new Guard(key(2), Reach.NONE, new Guard.Address(NamespacedHost.PEER)));
        other.release(key(2));
        other.close();
        assertReaches(false, false);
    }

    @Test
    void whoHasAnAddressNextIsBoundedAsItIsToBe() {
        Guard.Address address = new Guard.Address(NamespacedHost.GUEST);
        guard(new Guard(key(1), Reach.NONE, address));
        guarded.clear();
        guard(new Guard(key(2), Reach.LOCAL, address));
        assertReaches(false, false); // for as long as the first is there
        firewall.release(key(1));
        assertReaches(true, false);
        firewall.release(key(2));
        assertReaches(true, true);
        guard(new Guard(key(3), Reach.NONE, address));
        assertReaches(false, false);
        firewall.release(key(2));
        assertReaches(false, false);
    }

    /** As when the service was started anew and its first look is still to come. */
    @Test
    void whatIsReleasedBeforeTheFirstLookIsGone() {
        guard(port(Reach.NONE));
        firewall.close();
        guarded.clear();
        firewall = firewall("vm", guarded);
        firewall.release(key(1));
        assertReaches(true, true);
    }

    @Test
    void whatCouldNotBeReleasedIsTakenAwayBeforeTheNextStart() {
        guard(port(Reach.NONE));
        guarded.clear();
        bridge = Optional.empty();
        firewall.release(key(1));
        firewall.settle();
        assertReaches(false, false);
        bridge = Optional.of(BRIDGE);
        firewall.settle();
        assertReaches(true, true);
    }

    @Test
    void aBridgeThatNoRuleCanNameIsRefused() {
        String before = host.rules();
        bridge = Optional.of(new Bridge("tt+", BRIDGE.subnet()));
        assertThatExceptionOfType(DriverException.class)
                .isThrownBy(() -> firewall.guard(port(Reach.NONE)))
                .withMessageContaining("tt+")
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(DriverErrorCode.BACKEND_REFUSED));
        assertThat(host.rules()).isEqualTo(before);
    }

    @Test
    void entriesOfBridgesThatAreGoneAreTakenAwayAfterAWhile() {
        AtomicLong now = new AtomicLong();
        firewall.close();
        firewall = new GuestFirewall(
                new Owner(INSTALLATION, "vm"),
                backend(guarded),
                new FilterTool(host.inside()),
                new BridgeFilter(),
                new GoneBridges(NamespacedHost.BRIDGE::equals, now::get));
        firewall.look();
        String before = host.rules();
        for (String tool : List.of("iptables", "ip6tables")) {
            host.inHost(tool, "-t", "security", "-A", "FORWARD", "-i", "ttgone", "-j", "TRIPTYCH-FORWARD");
            host.inHost(tool, "-A", "INPUT", "-i", "ttgone", "-j", "TRIPTYCH-INPUT");
        }
        String entries = host.rules();
        firewall.look();
        assertThat(host.rules()).isEqualTo(entries);
        now.addAndGet(Duration.ofHours(1).toNanos());
        firewall.look();
        assertThat(host.rules()).isEqualTo(before);
        assertThat(firewall.possible()).isEqualTo("none, local, all");
    }

    @Test
    void aToolThatHangsIsToldAndNothingIsStarted() {
        FilterTool hanging =
                new FilterTool(List.of("sh", "-c", "exec sleep 300"), new HostCommand(Duration.ofSeconds(1)));
        GuestFirewall stuck =
                new GuestFirewall(new Owner(INSTALLATION, "vm"), backend(List.of()), hanging, new BridgeFilter());
        assertThatExceptionOfType(DriverException.class)
                .isThrownBy(() -> stuck.guard(port(Reach.NONE)))
                .withMessageContaining("not started")
                .withMessageContaining("iptables-save did not end within 1 s");
        stuck.look();
        assertThat(stuck.possible()).isEqualTo("all alone: iptables-save did not end within 1 s");
        stuck.close();
    }

    @Test
    void whoComesAnewKeepsWhatTheBackendHas() {
        guard(port(Reach.NONE));
        firewall.close();
        firewall = firewall("vm", guarded);
        firewall.guard(new Guard(key(2), Reach.NONE, new Guard.Address(NamespacedHost.PEER)));
        assertReaches(false, false);
        assertThat(host.peerReaches(NamespacedHost.GUEST, NamespacedHost.SERVED))
                .isFalse();
    }

    @Test
    void rulesOfWhatTheBackendHasNoMoreAreTakenAway() {
        guard(port(Reach.NONE));
        guarded.clear();
        firewall.look();
        assertReaches(true, true);
    }
}
