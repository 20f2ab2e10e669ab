package dev.triptych.driver.container;

import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.Network;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.SharedSubnet;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadSpec;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The network that containers share with the other kinds: one of Docker's, laid over the bridge of the machines' network. It
 * is made when it is first needed, once for all installations of a host, and made again when it does not fit the bridge any
 * more.
 */
final class SharedNetwork {
    private static final String LABEL = "dev.triptych.network";
    private static final String BRIDGE_NAME = "com.docker.network.bridge.name";
    private static final Pattern GONE = Pattern.compile("network \\S+ not found");
    private static final String TAKEN = "address already in use";
    private static final int ATTEMPTS = 8;

    private final Engine engine;
    private final String bridge;
    private final String domain;
    private final SharedAddresses addresses;

    SharedNetwork(Engine engine, String bridge, InstallationId installation) {
        this.engine = engine;
        this.bridge = bridge;
        this.domain = SharedSubnet.domainOf(installation);
        this.addresses = new SharedAddresses(engine);
    }

    /**
     * Where a container would be, its address apart. Changes nothing.
     *
     * @throws DriverException {@link DriverErrorCode#NOT_SUPPORTED} where the machines' network is not there
     */
    SharedPlace outline() {
        SharedSubnet subnet = SharedSubnet.behind(bridge)
                .orElseThrow(() -> new DriverException(
                        DriverErrorCode.NOT_SUPPORTED,
                        "network: the shared network is that of virtual machines, and its bridge " + bridge
                                + " is not there. Start libvirt and its network (virsh net-start triptych), or run"
                                + " ./triptych up, which makes it."));
        return new SharedPlace(subnet, bridge, null, domain);
    }

    /** Where a container will be, on a network that is there. */
    SharedPlace choose(WorkloadSpec spec) {
        SharedPlace place = outline();
        require(place.subnet());
        String address = addresses.choose(place.subnet(), bridge, spec.key());
        return new SharedPlace(place.subnet(), bridge, address, domain);
    }

    void release(WorkloadKey key) {
        addresses.release(key);
    }

    /**
     * Starts a container that is there. When its address was given to another meanwhile, or the network was made again, it
     * gets another place and a further attempt.
     *
     * @param refusal why an attempt failed; empty when it did not
     */
    <T> T start(WorkloadSpec spec, String id, Supplier<T> attempt, Function<T, Optional<DriverException>> refusal) {
        require(outline().subnet());
        for (int left = ATTEMPTS; ; left--) {
            try {
                T answer = attempt.get();
                if (left == 0
                        || refusal.apply(answer)
                                .filter(SharedNetwork::isMisplaced)
                                .isEmpty()) {
                    return answer;
                }
            } catch (DriverException refused) {
                if (left == 0 || !isMisplaced(refused)) {
                    throw refused;
                }
            }
            move(id, choose(spec));
        }
    }

    private static boolean isMisplaced(DriverException refused) {
        String words = refused.internalDetail().toLowerCase(Locale.ROOT);
        return (words.contains(TAKEN) && !words.contains("bind"))
                || GONE.matcher(words).find();
    }

    private void move(String id, SharedPlace place) {
        engine.run("take the container off the shared network", docker -> {
            try {
                docker.disconnectFromNetworkCmd()
                        .withNetworkId(bridge)
                        .withContainerId(id)
                        .withForce(true)
                        .exec();
            } catch (NotFoundException notThere) {
                return;
            }
        });
        engine.run(
                "put the container on the shared network",
                docker -> docker.connectToNetworkCmd()
                        .withNetworkId(bridge)
                        .withContainerId(id)
                        .withContainerNetwork(new ContainerNetwork()
                                .withIpamConfig(new ContainerNetwork.Ipam().withIpv4Address(place.address())))
                        .exec());
    }

    private void require(SharedSubnet subnet) {
        Optional<Network> there = engine.find(
                "describe the shared network",
                docker -> docker.inspectNetworkCmd().withNetworkId(bridge).exec());
        if (there.isPresent() && !fits(there.get(), subnet)) {
            remove();
        }
        if (there.isEmpty() || !fits(there.get(), subnet)) {
            make(subnet);
        }
    }

    private static boolean fits(Network network, SharedSubnet subnet) {
        Network.Ipam ipam = network.getIpam();
        List<Network.Ipam.Config> configs = ipam == null ? null : ipam.getConfig();
        return configs != null
                && configs.size() == 1
                && subnet.cidr().equals(configs.getFirst().getSubnet())
                && subnet.gateway().getHostAddress().equals(configs.getFirst().getGateway());
    }

    private void remove() {
        engine.run("remove the shared network, whose subnet is another now", docker -> {
            try {
                docker.removeNetworkCmd(bridge).exec();
            } catch (NotFoundException gone) {
                return;
            }
        });
    }

    private void make(SharedSubnet subnet) {
        engine.run("make the shared network", docker -> {
            try {
                docker.createNetworkCmd()
                        .withName(bridge)
                        .withDriver("bridge")
                        .withCheckDuplicate(true)
                        .withOptions(Map.of(BRIDGE_NAME, bridge))
                        .withLabels(Map.of(LABEL, "shared"))
                        .withIpam(new Network.Ipam()
                                .withConfig(new Network.Ipam.Config()
                                        .withSubnet(subnet.cidr())
                                        .withGateway(subnet.gateway().getHostAddress())))
                        .exec();
            } catch (ConflictException madeMeanwhile) {
                return; // by another installation
            } catch (DockerException refused) {
                if (!EngineErrorMapper.messageOf(refused).contains("already exists")) {
                    throw refused;
                }
            }
        });
    }
}
