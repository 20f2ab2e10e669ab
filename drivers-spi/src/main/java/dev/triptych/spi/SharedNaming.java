package dev.triptych.spi;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers for names on the network that all kinds share. The driver that makes that network has this power. Names come from
 * the record and from what backends assigned, never from guests.
 */
public interface SharedNaming extends Capability {

    /**
     * Begins the network where it is there and not active, as after a restart of the host.
     *
     * <p>Idempotent. Complete on return. Safe for use by many threads.
     *
     * @throws DriverException {@link DriverErrorCode#BACKEND_REFUSED} when there is no such network, or it cannot begin
     */
    void openNetwork();

    /**
     * Makes the names of this installation these and no others: {@code <name>.<installation>.triptych}, and
     * {@code <name>.triptych} unless somebody else on the host has that. Addresses that are not on the network are left out.
     * Names of other installations stay, unless they are of an address that is ours now.
     *
     * <p>Idempotent: what is as it should be costs one look. Each change is one call to the backend. Complete on return. One
     * call at a time.
     *
     * @param nameByAddress the workload at each IPv4 address
     * @throws DriverException {@link DriverErrorCode#BACKEND_REFUSED}
     */
    void keepNames(Map<String, String> nameByAddress);

    /**
     * The network and everybody who has a name on it, other installations included; empty when it is not there.
     *
     * @throws DriverException {@link DriverErrorCode#BACKEND_UNAVAILABLE}, {@link DriverErrorCode#BACKEND_REFUSED}
     */
    Optional<NamedNetwork> lookAtNetwork();

    /**
     * The network that all kinds share.
     *
     * @param bridge empty when it is not known
     * @param subnet as the host has it; null while the network is not active, and when its bridge is not there
     */
    record NamedNetwork(
            String name,
            String bridge,
            boolean active,
            @Nullable SharedSubnet subnet,
            List<NamedAddress> named) {
        public NamedNetwork {
            named = List.copyOf(named);
        }
    }

    /** An address, and the names that lead to it, the one in its installation's domain first. */
    record NamedAddress(String address, List<String> names) {
        public NamedAddress {
            names = List.copyOf(names);
        }
    }
}
