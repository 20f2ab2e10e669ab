package dev.triptych.firewall;

import java.net.Inet4Address;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Optional;

/**
 * Where guests are.
 *
 * @param subnet the addresses of those who are there too, in the form {@code 10.0.0.1/24}
 */
public record Bridge(String name, String subnet) {
    /** Of a bridge that has no address nobody is known to be there. */
    private static final String NOBODY = "0.0.0.0/32";

    private static final int ONE_ADDRESS = 32;

    /** The bridge of a name; empty when there is none. */
    public static Optional<Bridge> named(String name) {
        try {
            return Optional.ofNullable(NetworkInterface.getByName(name))
                    .map(found -> new Bridge(
                            name,
                            found.getInterfaceAddresses().stream()
                                    .filter(address -> address.getAddress() instanceof Inet4Address
                                            && address.getNetworkPrefixLength() < ONE_ADDRESS)
                                    .map(Bridge::text)
                                    .findFirst()
                                    .orElse(NOBODY)));
        } catch (SocketException unreadable) {
            return Optional.empty(); // it went away while it was looked at
        }
    }

    private static String text(InterfaceAddress address) {
        return address.getAddress().getHostAddress() + "/" + address.getNetworkPrefixLength();
    }
}
