package dev.triptych.controlplane.dispatch;

import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException.Conflict;
import dev.triptych.controlplane.platform.TriptychException.InvalidRequest;
import dev.triptych.controlplane.workload.PortSpec;
import dev.triptych.spi.PortProtocol;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Chooses ports of the host. A chosen port is not held: the backend takes it, and says so when it cannot. */
@Component
class HostPorts {
    /** So many choices back, the same free port is not given out again. */
    private static final int REMEMBERED = 64;

    private static final int ATTEMPTS = 2 * REMEMBERED;

    private final Deque<Integer> recent = new ArrayDeque<>();

    /**
     * The port of the host for each published port.
     *
     * @param held what the same workload holds already, by port name; it keeps that where it may
     */
    Map<String, Integer> choose(List<PortSpec> ports, Map<String, Integer> held) {
        Map<String, Integer> chosen = new HashMap<>();
        for (int i = 0; i < ports.size(); i++) {
            PortSpec port = ports.get(i);
            Integer publish = port.publish();
            if (publish != null) {
                chosen.put(port.name(), choose("ports[" + i + "]", port, publish, held));
            }
        }
        return chosen;
    }

    private int choose(String field, PortSpec port, int publish, Map<String, Integer> held) {
        Integer own = held.get(port.name());
        if (publish == 0) {
            return own != null ? own : free(field, port);
        }
        if (!held.containsValue(publish)) {
            check(field, port, publish);
        }
        return publish;
    }

    private synchronized int free(String field, PortSpec port) {
        for (int i = 0; i < ATTEMPTS; i++) {
            int candidate = bind(field, port, 0);
            if (!recent.contains(candidate)) {
                recent.addLast(candidate);
                if (recent.size() > REMEMBERED) {
                    recent.removeFirst();
                }
                return candidate;
            }
        }
        throw new Conflict(ErrorCode.PORT_TAKEN, "No free port of the host could be found for " + field + ".");
    }

    private static void check(String field, PortSpec port, int publish) {
        bind(field, port, publish);
    }

    private static int bind(String field, PortSpec port, int number) {
        InetSocketAddress address = new InetSocketAddress(address(field, port), number);
        try {
            if (port.protocol() == PortProtocol.UDP) {
                try (DatagramSocket socket = new DatagramSocket(address)) {
                    return socket.getLocalPort();
                }
            }
            try (ServerSocket socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(address);
                return socket.getLocalPort();
            }
        } catch (IOException e) {
            throw new Conflict(
                    ErrorCode.PORT_TAKEN,
                    "Port " + number + " of " + address.getAddress().getHostAddress()
                            + " is taken"
                            + ListeningProcess.on(number)
                                    .map(process -> " by " + process)
                                    .orElse("")
                            + ". Choose another, or 0 for a free one.");
        }
    }

    private static InetAddress address(String field, PortSpec port) {
        try {
            return InetAddress.ofLiteral(port.bindAddress());
        } catch (IllegalArgumentException e) {
            throw InvalidRequest.of(field + ".bind", "must be an IP address");
        }
    }
}
