package dev.triptych.driver.container;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.InternetProtocol;
import com.github.dockerjava.api.model.NetworkSettings;
import com.github.dockerjava.api.model.Ports;
import dev.triptych.spi.Endpoint;
import dev.triptych.spi.Port;
import dev.triptych.spi.PortProtocol;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The Engine's port bindings → where each declared port can be reached from the host. */
final class EndpointMapper {
    private EndpointMapper() {}

    static List<Endpoint> endpoints(InspectContainerResponse container, List<String> addresses) {
        return Labels.ports(StateMapper.labels(container)).stream()
                .map(port -> published(container, port).or(() -> direct(port, addresses)))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Endpoint> published(InspectContainerResponse container, Port port) {
        NetworkSettings settings = container.getNetworkSettings();
        Ports ports = settings == null ? null : settings.getPorts();
        Map<ExposedPort, Ports.Binding[]> all = ports == null ? Map.of() : ports.getBindings();
        Ports.Binding[] bindings = all.get(new ExposedPort(port.number(), transport(port)));
        return bindings == null
                ? Optional.empty()
                : Stream.of(bindings)
                        .filter(binding -> binding.getHostPortSpec() != null)
                        .map(binding -> new Endpoint(
                                port.name(),
                                port.protocol(),
                                reachable(String.valueOf(binding.getHostIp())),
                                Integer.parseInt(String.valueOf(binding.getHostPortSpec()))))
                        .findFirst();
    }

    private static Optional<Endpoint> direct(Port port, List<String> addresses) {
        return addresses.stream()
                .findFirst()
                .map(address -> new Endpoint(port.name(), port.protocol(), address, port.number()));
    }

    /** A port bound on every address is reached on loopback. */
    private static String reachable(String bound) {
        return switch (bound) {
            case "0.0.0.0", "", "null" -> "127.0.0.1";
            case "::" -> "::1";
            default -> bound;
        };
    }

    private static InternetProtocol transport(Port port) {
        return port.protocol() == PortProtocol.UDP ? InternetProtocol.UDP : InternetProtocol.TCP;
    }
}
