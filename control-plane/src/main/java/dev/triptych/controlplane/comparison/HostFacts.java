package dev.triptych.controlplane.comparison;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The host when a comparison began.
 *
 * @param processor as the kernel names it
 * @param memoryBytes what there is
 * @param load the load averages of 1, 5 and 15 minutes
 * @param otherWorkloads that were running beside the comparison
 */
public record HostFacts(
        String name,
        String system,
        String kernel,
        String architecture,
        String processor,
        int processors,
        long memoryBytes,
        String load,
        long otherWorkloads,
        String triptych,
        String java,
        List<Backend> backends) {
    public HostFacts {
        backends = List.copyOf(backends);
    }

    /**
     * One driver's backend.
     *
     * @param version null when it could not be asked
     * @param facts accelerator, engines, runtimes, guest kernel
     */
    public record Backend(String kind, @Nullable String version, Map<String, String> facts) {
        public Backend {
            facts = Map.copyOf(facts);
        }
    }
}
