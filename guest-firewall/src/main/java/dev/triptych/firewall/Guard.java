package dev.triptych.firewall;

import dev.triptych.spi.WorkloadKey;
import java.util.regex.Pattern;

/**
 * A guest that may not open connections to everything.
 *
 * @param reach what is left to it
 */
public record Guard(WorkloadKey key, Reach reach, Sender sender) {

    /** What a guarded guest may open connections to, beside DHCP and names. */
    public enum Reach {
        /** Nothing. */
        NONE,
        /** What is on its bridge. */
        LOCAL
    }

    /** By what the guest's packets are known. */
    public sealed interface Sender {}

    /**
     * A port of the bridge that is the guest's alone, and the one hardware address that it may use: for guests that choose
     * what they send.
     *
     * @param device the port's name, as a rule may name it ({@link DeviceName})
     * @param mac in the form {@code 52:54:00:00:00:01}
     */
    public record Port(String device, String mac) implements Sender {
        private static final Pattern MAC = Pattern.compile("([0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}");

        public Port {
            if (!DeviceName.isUsable(device)) {
                throw new IllegalArgumentException("no name of a device that a rule can name: " + device);
            }
            require(MAC, mac);
        }
    }

    /**
     * An address, for guests that cannot send from another.
     *
     * @param ipv4 in the form {@code 10.0.0.7}
     */
    public record Address(String ipv4) implements Sender {
        private static final String BYTE = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
        private static final Pattern IPV4 = Pattern.compile(BYTE + "(\\." + BYTE + "){3}");

        public Address {
            require(IPV4, ipv4);
        }
    }

    private static void require(Pattern form, String text) {
        if (!form.matcher(text).matches()) {
            throw new IllegalArgumentException("not of the form " + form + ": " + text);
        }
    }
}
