package dev.triptych.driver.container;

import com.github.dockerjava.api.model.Container;
import dev.triptych.firewall.Guard;
import dev.triptych.firewall.Guard.Reach;
import dev.triptych.spi.Network.Egress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which containers are guarded, running or not. An address belongs to who runs with it: one that does not run, and would like an
 * address that somebody else was given meanwhile, bounds nobody. It gets another before it starts.
 *
 * @param network the shared one
 * @param starting ids of those that are being started just now, which keep their rules in any case
 */
record GuardedContainers(String network, Set<String> starting) {
    private static final Set<String> AT_REST = Set.of("created", "exited", "dead");

    /** @param all every container of the network, of whomever; asked for only where it matters */
    List<Guard> of(List<Container> ours, Supplier<List<Container>> all) {
        List<Guard> guards = new ArrayList<>();
        List<Container> resting = new ArrayList<>();
        for (Container container : ours) {
            if (isAtRest(container) && !starting.contains(container.getId())) {
                resting.add(container);
            } else {
                guard(container, network).ifPresent(guards::add);
            }
        }
        resting.removeIf(container -> guard(container, network).isEmpty());
        if (!resting.isEmpty()) {
            Set<String> taken = taken(all.get());
            resting.stream()
                    .filter(container -> !taken.contains(SharedAddresses.addressOf(container, network)))
                    .map(container -> guard(container, network))
                    .flatMap(Optional::stream)
                    .forEach(guards::add);
        }
        return guards;
    }

    private Set<String> taken(List<Container> all) {
        return all.stream()
                .filter(container -> !isAtRest(container))
                .map(container -> SharedAddresses.addressOf(container, network))
                .filter(Objects::nonNull)
                .collect(Collectors.toCollection(HashSet::new));
    }

    /** What is not known to be at rest runs. */
    private static boolean isAtRest(Container container) {
        return AT_REST.contains(String.valueOf(container.getState()));
    }

    /** Empty for one that may reach everything, or has no address on the network. */
    static Optional<Guard> guard(Container container, String network) {
        Egress egress = Labels.egress(container.getLabels());
        @Nullable String address = SharedAddresses.addressOf(container, network);
        return egress == Egress.ALL || address == null || address.isEmpty()
                ? Optional.empty()
                : Labels.key(container.getLabels())
                        .map(key -> new Guard(
                                key, egress == Egress.NONE ? Reach.NONE : Reach.LOCAL, new Guard.Address(address)));
    }
}
