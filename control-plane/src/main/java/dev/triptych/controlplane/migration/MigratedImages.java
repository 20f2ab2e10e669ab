package dev.triptych.controlplane.migration;

import dev.triptych.controlplane.workload.ImageNeeds;
import dev.triptych.controlplane.workload.SourceSpec;
import java.util.HashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/** The images to which migrations under way move. What they move away from is a workload, and keeps its own. */
@Component
class MigratedImages implements ImageNeeds {
    private final MigrationRows rows;

    MigratedImages(MigrationRows rows) {
        this.rows = rows;
    }

    @Override
    public Map<String, String> imageReferences() {
        Map<String, String> needed = new HashMap<>();
        for (Migration migration : rows.open()) {
            if (migration.plan().to().source() instanceof SourceSpec.Image image) {
                needed.putIfAbsent(image.reference(), "the migration \"" + migration.name() + "\"");
            }
        }
        return needed;
    }
}
