package dev.triptych.driver.vm;

import dev.triptych.spi.WorkloadKey;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Proposes an address of the network's DHCP range to each machine. A guest that asks for an address of its own gets it
 * in one round trip; one that only says it wants any waits three seconds, while the server looks whether somebody has
 * it. The server still decides: a proposal that is taken is refused, and the guest then asks for any.
 */
final class AddressBook {
    private static final byte[] NONE = new byte[4];

    private final Map<Integer, WorkloadKey> proposed = new ConcurrentHashMap<>();
    private volatile @Nullable Range range;

    /** Addresses from first to last, as numbers. */
    record Range(int first, int last) {
        static Optional<Range> of(String networkXml) {
            NodeList ranges = DomainXmlReader.parse(networkXml).getElementsByTagName("range");
            if (ranges.getLength() == 0) {
                return Optional.empty();
            }
            Element range = (Element) ranges.item(0);
            int first = number(range.getAttribute("start"));
            int last = number(range.getAttribute("end"));
            return first == 0 || last < first ? Optional.empty() : Optional.of(new Range(first, last));
        }

        private static int number(String address) {
            try {
                byte[] bytes = InetAddress.ofLiteral(address).getAddress();
                return bytes.length == 4 ? new BigInteger(bytes).intValue() : 0;
            } catch (IllegalArgumentException notAnAddress) {
                return 0; // libvirt checked it; a form that we do not know means: propose nothing
            }
        }
    }

    boolean isKnown() {
        return range != null;
    }

    void learn(String networkXml) {
        range = Range.of(networkXml).orElse(null);
    }

    /** Four bytes; all zero when there is none to propose. */
    byte[] propose(WorkloadKey key, int hash) {
        Range known = range;
        if (known == null) {
            return NONE.clone();
        }
        int size = known.last() - known.first() + 1;
        for (int step = 0; step < size; step++) {
            int candidate = known.first() + Math.floorMod(hash + step, size);
            WorkloadKey holder = proposed.putIfAbsent(candidate, key);
            if (holder == null || holder.equals(key)) {
                return bytes(candidate);
            }
        }
        return NONE.clone();
    }

    void release(WorkloadKey key) {
        proposed.values().removeIf(key::equals);
    }

    /** An address proposed by an earlier process of ours. */
    void remember(WorkloadKey key, byte[] address) {
        int number = new BigInteger(address).intValue();
        if (number != 0) {
            proposed.putIfAbsent(number, key);
        }
    }

    private static byte[] bytes(int number) {
        return new byte[] {(byte) (number >>> 24), (byte) (number >>> 16), (byte) (number >>> 8), (byte) number};
    }
}
