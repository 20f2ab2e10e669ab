package dev.triptych.spi;

import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Optional;

/**
 * The addresses of the network that all kinds share, and who may have which: machines are given theirs by DHCP from the
 * lower half; containers have the three quarters after the middle, and modules, which have no interface of their own, the
 * last quarter of the upper half. In a {@code /24}: {@code .2–.127}, {@code .128–.223}, {@code .224–.254}.
 *
 * @param bridge the host's interface that leads to it
 * @param gateway the host's own address on it
 * @param prefix how many bits of an address name the network; 16 to 28
 */
public record SharedSubnet(String bridge, Inet4Address gateway, int prefix) {
    /** What every name on it ends with. */
    public static final String DOMAIN = "triptych";

    /** The bridge that the host set-up makes. */
    public static final String BRIDGE = "triptych0";

    private static final int WIDEST = 16;
    private static final int NARROWEST = 28;

    /** Addresses from {@code first} to {@code last}, as numbers. */
    public record Range(int first, int last) {
        public int size() {
            return last - first + 1;
        }

        public boolean contains(int address) {
            return address >= first && address <= last;
        }
    }

    /** The network behind a bridge of this host; empty where there is no such bridge, or none that has an address. */
    public static Optional<SharedSubnet> behind(String bridge) {
        try {
            NetworkInterface found = NetworkInterface.getByName(bridge);
            return found == null
                    ? Optional.empty()
                    : found.getInterfaceAddresses().stream()
                            .filter(SharedSubnet::isUsable)
                            .map(address -> new SharedSubnet(
                                    bridge, (Inet4Address) address.getAddress(), address.getNetworkPrefixLength()))
                            .findFirst();
        } catch (SocketException unreadable) {
            return Optional.empty(); // it went away while it was looked at
        }
    }

    /** Addresses of modules are on the bridge too, as networks of one address. */
    private static boolean isUsable(InterfaceAddress address) {
        int prefix = address.getNetworkPrefixLength();
        return address.getAddress() instanceof Inet4Address && prefix >= WIDEST && prefix <= NARROWEST;
    }

    /** Whether a literal IP address is one of its own. */
    public boolean contains(String address) {
        InetAddress literal = InetAddress.ofLiteral(address);
        return literal instanceof Inet4Address && (number(literal) & -size()) == network();
    }

    /** In the form {@code 10.77.0.0/24}. */
    public String cidr() {
        return text(network()) + "/" + prefix;
    }

    /** Where DHCP may give addresses; the lowest few are left to the host. */
    public Range machines() {
        int first = Math.min(10, size() / 8);
        return new Range(network() + first, network() + size() / 2 - 1);
    }

    public Range containers() {
        return new Range(network() + size() / 2, network() + size() / 8 * 7 - 1);
    }

    public Range modules() {
        return new Range(network() + size() / 8 * 7, network() + size() - 2);
    }

    /** What the names of one installation end with; its own workloads find each other without it. */
    public static String domainOf(InstallationId installation) {
        return installation.shortForm() + "." + DOMAIN;
    }

    private int size() {
        return 1 << (32 - prefix);
    }

    private int network() {
        return number(gateway) & -size();
    }

    /** Addresses as numbers; below 128.0.0.0 they are positive, and differences are right for all. */
    public static int number(InetAddress address) {
        return new BigInteger(address.getAddress()).intValue();
    }

    public static String text(int address) {
        return (address >>> 24) + "." + (address >>> 16 & 255) + "." + (address >>> 8 & 255) + "." + (address & 255);
    }
}
