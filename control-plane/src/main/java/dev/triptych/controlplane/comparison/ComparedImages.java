package dev.triptych.controlplane.comparison;

import dev.triptych.controlplane.workload.ImageNeeds;
import dev.triptych.controlplane.workload.SourceSpec;
import java.util.HashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/** The images of comparisons that have not ended, and that of the program which looks around from inside. */
@Component
class ComparedImages implements ImageNeeds {
    private final ComparisonRows rows;
    private final ComparisonProperties properties;

    ComparedImages(ComparisonRows rows, ComparisonProperties properties) {
        this.rows = rows;
        this.properties = properties;
    }

    @Override
    public Map<String, String> imageReferences() {
        Map<String, String> needed = new HashMap<>();
        needed.put(properties.probeImage(), "every comparison that looks around from inside");
        for (Comparison comparison : rows.open()) {
            for (Plan.Variant variant : comparison.plan().variants()) {
                if (variant.description().source() instanceof SourceSpec.Image image) {
                    needed.putIfAbsent(image.reference(), "the comparison \"" + comparison.name() + "\"");
                }
            }
        }
        return needed;
    }
}
