package dev.triptych.driver.container;

import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.ContainerNetworkSettings;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.SharedSubnet;
import dev.triptych.spi.WorkloadKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Chooses addresses on the shared network. Nothing is kept but what was chosen since the start: containers, of whichever
 * installation, carry theirs also while they do not run. The Engine still decides when one starts.
 */
final class SharedAddresses {
    private static final Path NEIGHBOURS = Path.of("/proc/net/arp");
    private static final String NOT_FOUND = "0x0";

    private final Engine engine;
    private final Path neighbours;
    private final Map<Integer, WorkloadKey> chosen = new ConcurrentHashMap<>();

    SharedAddresses(Engine engine) {
        this(engine, NEIGHBOURS);
    }

    SharedAddresses(Engine engine, Path neighbours) {
        this.engine = engine;
        this.neighbours = neighbours;
    }

    /**
     * An address that no container has and nobody answers for.
     *
     * @throws DriverException {@link DriverErrorCode#CAPACITY_EXCEEDED} when all are taken
     */
    String choose(SharedSubnet subnet, String network, WorkloadKey key) {
        Set<String> taken = new HashSet<>(held(network));
        taken.addAll(answering(subnet.bridge()));
        return choose(subnet, taken, key);
    }

    String choose(SharedSubnet subnet, Set<String> taken, WorkloadKey key) {
        SharedSubnet.Range range = subnet.containers();
        for (int step = 0; step < range.size(); step++) {
            int candidate = range.first() + Math.floorMod(key.hashCode() + step, range.size());
            String address = SharedSubnet.text(candidate);
            if (!taken.contains(address) && chosen.putIfAbsent(candidate, key) == null) {
                return address;
            }
        }
        throw new DriverException(
                DriverErrorCode.CAPACITY_EXCEEDED,
                "All " + range.size() + " addresses that containers may have on " + subnet.cidr()
                        + " are taken. Delete workloads that need none.");
    }

    void release(WorkloadKey key) {
        chosen.values().removeIf(key::equals);
    }

    private Set<String> held(String network) {
        return on(engine, network).stream()
                .map(container -> addressOf(container, network))
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    /** The containers of a network, running or not, of whomever. */
    static List<Container> on(Engine engine, String network) {
        return engine.call(
                "list the containers of a network",
                docker -> docker.listContainersCmd()
                        .withShowAll(true)
                        .withNetworkFilter(List.of(network))
                        .exec());
    }

    /** The one that it was given, also while it does not run; null when it is not on the network. */
    static @Nullable String addressOf(Container container, String network) {
        ContainerNetworkSettings settings = container.getNetworkSettings();
        ContainerNetwork there =
                settings == null ? null : settings.getNetworks().get(network);
        ContainerNetwork.Ipam wanted = there == null ? null : there.getIpamConfig();
        return wanted != null ? wanted.getIpv4Address() : there == null ? null : there.getIpAddress();
    }

    /** Whom this host has spoken with there: machines that were given their address before containers had a range. */
    private Set<String> answering(String bridge) {
        try (Stream<String> lines = Files.lines(neighbours)) {
            return lines.skip(1)
                    .map(line -> line.split("\\s+"))
                    .filter(words -> words.length == 6 && words[5].equals(bridge) && !words[2].equals(NOT_FOUND))
                    .map(words -> words[0])
                    .collect(Collectors.toSet());
        } catch (IOException noTable) {
            return Set.of(); // a hint only: the Engine knows its own
        }
    }
}
