package dev.triptych.driver.container;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.Network;
import dev.triptych.spi.Source;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Containers as the Engine lists them. */
record Listed(String id, String name, Map<String, String> labels, String state, String address) {
    static final String NETWORK = "br7";
    static final String IMAGE = "sha256:" + "d".repeat(64);
    static final InstallationId INSTALLATION = new InstallationId(new UUID(1, 2));
    private static final ObjectMapper JSON =
            DefaultDockerClientConfig.createDefaultConfigBuilder().build().getObjectMapper();

    /** One that the driver made, at an address of the shared network. */
    static Listed ours(WorkloadKey key, Network.Egress egress, String address) {
        WorkloadSpec spec = DockerFixture.spec(key, new Source.ContainerImage("x:1", IMAGE), List.of(), Map.of(), "")
                .withNetwork(new Network(true, egress));
        return new Listed(
                "id-" + key,
                "/" + CreateRequestMapper.containerName(spec),
                Labels.of(INSTALLATION, spec, Set.of()),
                "running",
                address);
    }

    Listed named(String other) {
        return new Listed(id, other, labels, state, address);
    }

    Listed at(String otherState) {
        return new Listed(id, name, labels, otherState, address);
    }

    Listed with(String label, String value) {
        Map<String, String> others = new LinkedHashMap<>(labels);
        others.put(label, value);
        return new Listed(id, name, others, state, address);
    }

    Container container() {
        return JSON.convertValue(
                Map.of(
                        "Id",
                        id,
                        "Names",
                        List.of(name),
                        "ImageID",
                        IMAGE,
                        "Labels",
                        labels,
                        "State",
                        state,
                        "NetworkSettings",
                        Map.of(
                                "Networks",
                                Map.of(
                                        NETWORK,
                                        Map.of("IPAMConfig", Map.of("IPv4Address", address), "IPAddress", "")))),
                Container.class);
    }
}
