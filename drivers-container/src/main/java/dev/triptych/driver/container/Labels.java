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
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The marks on our containers, written and read. What cannot be read is nobody's.
 *
 * <p>Docker gives a container the labels of its image, but for those that it is given itself. So every mark is given to
 * every container, and one that has nothing to say is empty; and who made a container is not told by marks alone
 * ({@link Provenance}).
 */
final class Labels {
    static final String INSTALLATION = "dev.triptych.installation";
    static final String WORKLOAD = "dev.triptych.workload";
    static final String GENERATION = "dev.triptych.generation";
    static final String NAME = "dev.triptych.name";
    /** Declared ports, so that an observation needs no description: {@code name:number:PROTOCOL} joined by commas. */
    static final String PORTS = "dev.triptych.ports";
    /** What it may open connections to; empty for everything. */
    static final String EGRESS = "dev.triptych.egress";
    /** On containers that exist only to read an image's file system: the process that made them. */
    static final String EXPORTER = "dev.triptych.exporter";

    private static final String OURS = "dev.triptych.";
    private static final List<String> ALL = List.of(INSTALLATION, WORKLOAD, GENERATION, NAME, PORTS, EGRESS, EXPORTER);

    private Labels() {}

    /**
     * The marks of a workload's container.
     *
     * @param ofImage the marks that its image has, which are to mean nothing
     */
    static Map<String, String> of(InstallationId installation, WorkloadSpec spec, Set<String> ofImage) {
        Map<String, String> labels = empty(ofImage);
        labels.putAll(selector(installation, spec.key()));
        labels.put(NAME, spec.name());
        if (spec.network().egress() != Egress.ALL) {
            labels.put(EGRESS, spec.network().egress().name());
        }
        labels.put(PORTS, spec.ports().stream().map(Labels::portText).collect(Collectors.joining(",")));
        return labels;
    }

    /** The marks of a container that is made to read an image's file system. */
    static Map<String, String> ofExporter(InstallationId installation, ExporterProcess process, Set<String> ofImage) {
        Map<String, String> labels = empty(ofImage);
        labels.put(INSTALLATION, installation.toString());
        labels.put(EXPORTER, process.toString());
        return labels;
    }

    private static Map<String, String> empty(Set<String> ofImage) {
        Map<String, String> labels = new LinkedHashMap<>();
        ALL.forEach(label -> labels.put(label, ""));
        ofImage.forEach(label -> labels.put(label, ""));
        return labels;
    }

    /** Those that look like marks of ours, of this version or another. */
    static Set<String> marks(@Nullable Map<String, String> labels) {
        return labels == null
                ? Set.of()
                : labels.keySet().stream()
                        .filter(label -> label.startsWith(OURS))
                        .collect(Collectors.toUnmodifiableSet());
    }

    /** What identifies one object. */
    static Map<String, String> selector(InstallationId installation, WorkloadKey key) {
        return Map.of(
                INSTALLATION, installation.toString(),
                WORKLOAD, key.id().toString(),
                GENERATION, Long.toString(key.generation()));
    }

    /** Empty for what is absent or says nothing. */
    private static Optional<String> value(@Nullable Map<String, String> labels, String label) {
        return Optional.ofNullable(labels == null ? null : labels.get(label)).filter(value -> !value.isEmpty());
    }

    static Optional<WorkloadKey> key(@Nullable Map<String, String> labels) {
        Optional<String> workload = value(labels, WORKLOAD);
        Optional<String> generation = value(labels, GENERATION);
        if (workload.isEmpty() || generation.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new WorkloadKey(WorkloadId.of(workload.get()), Long.parseLong(generation.get())));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    static Optional<String> name(@Nullable Map<String, String> labels) {
        return value(labels, NAME);
    }

    static Optional<ExporterProcess> exporter(@Nullable Map<String, String> labels) {
        return value(labels, EXPORTER).flatMap(ExporterProcess::parse);
    }

    /** What says nothing that can be understood leaves nothing. */
    static Egress egress(@Nullable Map<String, String> labels) {
        Optional<String> word = value(labels, EGRESS);
        return word.isEmpty()
                ? Egress.ALL
                : Stream.of(Egress.values())
                        .filter(egress -> egress.name().equals(word.get()))
                        .findFirst()
                        .orElse(Egress.NONE);
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
