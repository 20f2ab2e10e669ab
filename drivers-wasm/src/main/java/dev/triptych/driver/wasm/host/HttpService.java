package dev.triptych.driver.wasm.host;

import java.util.List;

/**
 * How a host answers HTTP for a workload: each request by a fresh run of its module, within the order's limits.
 *
 * @param concurrency the most runs at once
 */
public record HttpService(List<Listener> listeners, int concurrency) {
    public HttpService {
        listeners = List.copyOf(listeners);
    }

    /**
     * An address that the host listens on.
     *
     * @param portName as declared
     * @param bindAddress an IP address of this machine
     * @param hostPort 0 for one that the system chooses, at each start anew
     */
    public record Listener(String portName, String bindAddress, int hostPort) {}
}
