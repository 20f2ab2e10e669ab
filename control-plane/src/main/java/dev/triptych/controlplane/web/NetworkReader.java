package dev.triptych.controlplane.web;

import dev.triptych.api.model.Egress;
import dev.triptych.api.model.NetworkOptions;
import dev.triptych.spi.Network;
import org.jspecify.annotations.Nullable;

/** Reads and shows how a workload is reached and what it may reach. */
final class NetworkReader {
    private NetworkReader() {}

    static Network read(@Nullable NetworkOptions given) {
        if (given == null) {
            return Network.DEFAULT;
        }
        Egress egress = given.getEgress();
        return new Network(
                Boolean.TRUE.equals(given.getShared()),
                egress == null ? Network.Egress.ALL : Network.Egress.valueOf(egress.name()));
    }

    /** What was left out stays out. */
    static @Nullable NetworkOptions shown(Network network) {
        return network.equals(Network.DEFAULT)
                ? null
                : new NetworkOptions()
                        .shared(network.shared())
                        .egress(Egress.valueOf(network.egress().name()));
    }
}
