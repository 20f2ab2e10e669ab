package dev.triptych.controlplane.comparison;

import dev.triptych.controlplane.workload.Description;
import dev.triptych.controlplane.workload.Limits;
import dev.triptych.controlplane.workload.RestartSpec;
import dev.triptych.controlplane.workload.SourceSpec;
import dev.triptych.spi.Lifecycle;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Makes the descriptions that are run out of those that were given. */
@Component
class Variants {
    private final ComparisonProperties properties;

    Variants(ComparisonProperties properties) {
        this.properties = properties;
    }

    /** The same under another name, and with the mark of its comparison. */
    Description named(Description given, String name, UUID comparison) {
        return new Description(
                name,
                given.kind(),
                given.lifecycle(),
                given.source(),
                given.args(),
                given.env(),
                given.stdin(),
                given.mounts(),
                given.ports(),
                given.resources(),
                given.probe(),
                given.restart(),
                marked(given, comparison),
                given.wasmEngine(),
                given.wasmLimits(),
                given.wasmServing(),
                given.container(),
                given.vm(),
                given.network());
    }

    /** The probe program in the place of the given one: same kind, environment, mounts and limits. */
    Description probe(Description given, String name, UUID comparison) {
        SourceSpec source = switch (given.kind()) {
            case WASM -> new SourceSpec.Artifact(properties.probeArtifact());
            case VM, CONTAINER -> new SourceSpec.Image(properties.probeImage());
        };
        return new Description(
                name,
                given.kind(),
                Lifecycle.JOB,
                source,
                List.of(),
                given.env(),
                "",
                given.mounts(),
                List.of(),
                withoutDisk(given.resources()),
                null,
                RestartSpec.NEVER,
                marked(given, comparison),
                given.wasmEngine(),
                given.wasmLimits(),
                null,
                given.container(),
                null,
                given.network());
    }

    /** The probe comes in an image, whatever the given program is on. */
    private static Limits withoutDisk(Limits given) {
        return new Limits(given.cpus(), given.memory(), null, given.timeout(), given.cpuWeight(), given.io());
    }

    private static Map<String, String> marked(Description given, UUID comparison) {
        Map<String, String> labels = new HashMap<>(given.labels());
        labels.put(Trials.LABEL, comparison.toString());
        return labels;
    }
}
