package dev.triptych.driver.container;

import dev.triptych.spi.InstallationId;
import dev.triptych.spi.Network.Egress;
import dev.triptych.spi.Port;
import dev.triptych.spi.PortProtocol;
import dev.triptych.spi.WorkloadId;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadSpec;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The marks on our containers, written and read. What cannot be read is nobody's. */
final class Labels {
    static final String INSTALLATION = "dev.triptych.installation";
    static final String WORKLOAD = "dev.triptych.workload";
    static final String GENERATION = "dev.triptych.generation";
    static final String NAME = "dev.triptych.name";
    /** Declared ports, so that an observation needs no description: {@code name:number:PROTOCOL} joined by commas. */
    static final String PORTS = "dev.triptych.ports";
    /** What it may open connections to; absent for everything. */
    static final String EGRESS = "dev.triptych.egress";
    /** On containers that exist only to read an image's file system: the process that made them. */
    static final String EXPORTER = "dev.triptych.exporter";

    private Labels() {}

    static Map<String, String> of(InstallationId installation, WorkloadSpec spec) {
        Map<String, String> labels = new LinkedHashMap<>(selector(installation, spec.key()));
        labels.put(NAME, spec.name());
        if (spec.network().egress() != Egress.ALL) {
            labels.put(EGRESS, spec.network().egress().name());
        }
        labels.put(PORTS, spec.ports().stream().map(Labels::portText).collect(Collectors.joining(",")));
        return labels;
    }

    /** What identifies one object. */
    static Map<String, String> selector(InstallationId installation, WorkloadKey key) {
        return Map.of(
                INSTALLATION, installation.toString(),
                WORKLOAD, key.id().toString(),
                GENERATION, Long.toString(key.generation()));
    }

    static Optional<WorkloadKey> key(@Nullable Map<String, String> labels) {
        String workload = labels == null ? null : labels.get(WORKLOAD);
        String generation = labels == null ? null : labels.get(GENERATION);
        if (workload == null || generation == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new WorkloadKey(WorkloadId.of(workload), Long.parseLong(generation)));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    static Egress egress(@Nullable Map<String, String> labels) {
        String word = labels == null ? null : labels.get(EGRESS);
        return word == null ? Egress.ALL : Egress.valueOf(word);
    }

    static List<Port> ports(Map<String, String> labels) {
        return Stream.of(labels.getOrDefault(PORTS, "").split(","))
                .map(text -> text.split(":"))
                .filter(parts -> parts.length == 3)
                .map(Labels::port)
                .toList();
    }

    private static String portText(Port port) {
        return URLEncoder.encode(port.name(), StandardCharsets.UTF_8) + ":" + port.number() + ":" + port.protocol();
    }

    private static Port port(String[] parts) {
        return new Port(
                URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
                Integer.parseInt(parts[1]),
                PortProtocol.valueOf(parts[2]),
                null);
    }
}
