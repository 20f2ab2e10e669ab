package dev.triptych.controlplane.service;

import dev.triptych.controlplane.workload.MachinePorts;
import dev.triptych.controlplane.workload.Sight;
import dev.triptych.controlplane.workload.WorkloadView;
import dev.triptych.gateway.client.GatewayUnavailable;
import dev.triptych.gateway.wire.Applied;
import dev.triptych.gateway.wire.BackendAddress;
import dev.triptych.gateway.wire.Forward;
import dev.triptych.gateway.wire.Transport;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.PortProtocol;
import dev.triptych.spi.WorkloadId;
import dev.triptych.spi.WorkloadKind;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The gateway holds the published ports of machines, and leads connections and datagrams to the addresses that DHCP leased. */
@Component
class GatewayPorts implements MachinePorts {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayPorts.class);

    private final GatewayDesk desk;

    GatewayPorts(GatewayDesk desk) {
        this.desk = desk;
    }

    @Override
    public void hold(WorkloadView view) {
        WorkloadId id = view.workload().id();
        if (view.workload().description().kind() != WorkloadKind.VM
                || view.workload().pinned().hostPorts().isEmpty()) {
            return;
        }
        try {
            desk.refresh();
            if (refusal(id).isPresent()) {
                desk.repeat(); // it may be free by now
            }
        } catch (GatewayUnavailable e) {
            throw new DriverException(
                    DriverErrorCode.BACKEND_UNAVAILABLE,
                    "The gateway, which holds the machine's published ports, is being started.",
                    "asked to hold the ports of " + id,
                    e);
        }
        refusal(id).ifPresent(why -> {
            throw new DriverException(
                    DriverErrorCode.PORT_TAKEN, why + ". Choose another, or 0 for a free one, by PUT; or free it.");
        });
    }

    private Optional<String> refusal(WorkloadId id) {
        Applied applied = desk.applied();
        return applied == null
                ? Optional.empty()
                : applied.unopened().entrySet().stream()
                        .filter(one -> one.getKey().startsWith(key(id, "")))
                        .map(Map.Entry::getValue)
                        .findFirst();
    }

    @Override
    public void letGo() {
        try {
            desk.refresh();
        } catch (GatewayUnavailable e) {
            LOG.info("the gateway learns later which ports it is to hold: {}", e.getMessage());
        }
    }

    /** What the gateway is to hold for these machines. */
    static List<Forward> forwards(List<WorkloadView> machines) {
        return machines.stream()
                .flatMap(view -> view.workload().description().ports().stream()
                        .filter(port -> view.workload().pinned().hostPorts().containsKey(port.name()))
                        .map(port -> new Forward(
                                key(view.workload().id(), port.name()),
                                port.protocol() == PortProtocol.UDP ? Transport.UDP : Transport.TCP,
                                port.bindAddress(),
                                Objects.requireNonNull(
                                        view.workload().pinned().hostPorts().get(port.name())),
                                address(view, port.port()))))
                .toList();
    }

    private static String key(WorkloadId id, String port) {
        return id + "/" + port;
    }

    /** An address is another guest's as soon as its owner has ended. */
    private static @Nullable BackendAddress address(WorkloadView view, int port) {
        Sight sight = view.workload().sight();
        return switch (sight.observed()) {
            case ABSENT, STARTING, STOPPED, FAILED -> null;
            default ->
                sight.addresses().isEmpty()
                        ? null
                        : new BackendAddress("machine", sight.addresses().getFirst(), port, 1);
        };
    }
}
