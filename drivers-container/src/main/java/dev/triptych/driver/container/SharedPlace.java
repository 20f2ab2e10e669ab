package dev.triptych.driver.container;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.HostConfig;
import dev.triptych.spi.SharedSubnet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a container is on the network that all kinds share.
 *
 * @param address its IPv4 address; null before it is chosen
 * @param domain what the names of its installation end with
 */
record SharedPlace(
        SharedSubnet subnet, String network, @Nullable String address, String domain) {
    /**
     * Puts a container there. With {@code ndots:1} Docker's resolver passes on no name of one part, so that such a name is
     * asked for in the installation's domain alone, and never found among the host names that machines give themselves.
     */
    CreateContainerCmd fill(CreateContainerCmd request) {
        HostConfig host = Objects.requireNonNull(request.getHostConfig());
        request.withHostConfig(host.withNetworkMode(network)
                .withDns(subnet.gateway().getHostAddress())
                .withDnsSearch(domain)
                .withDnsOptions(List.of("ndots:1")));
        return address == null ? request : request.withIpv4Address(address);
    }
}
