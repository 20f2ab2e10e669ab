package dev.triptych.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triptych.firewall.Guard.Reach;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.WorkloadId;
import dev.triptych.spi.WorkloadKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The rules in a real kernel, on a host that is a network namespace, with two guests and a world that are others. */
@Tag("backend")
class GuestFirewallKernelTest {
    private static final InstallationId INSTALLATION = new InstallationId(new UUID(3, 4));

    private NamespacedHost host;
    private final List<Guard> guarded = new ArrayList<>();
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

    private static GuestFirewall.Backend backend(List<Guard> guards) {
        return new GuestFirewall.Backend() {
            @Override
            public Optional<String> bridge() {
                return Optional.of(NamespacedHost.BRIDGE);
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
