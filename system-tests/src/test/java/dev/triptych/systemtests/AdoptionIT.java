package dev.triptych.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A control plane that is killed finds again what it ran; {@code ./triptych bench adoption} has more of them, and a clock. */
@Tag("backend")
class AdoptionIT {
    private static final Map<String, Integer> SIZES = Map.of("vm", 2, "container", 6, "wasm", 6);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Test
    void whatRanIsTheSameAfterAKillAndANewStart() {
        try (Service service = Service.start()) {
            Http http = service.admin();
            Workloads.uploadSamples(http);
            Fleet fleet = new Fleet(http, SIZES);
            fleet.launch();
            Map<String, String> before = fleet.identities();

            service.kill();
            service.startAgain();

            Await.level("all are adopted", PATIENCE, () -> fleet.adopted() == before.size());
            assertThat(fleet.identities()).isEqualTo(before);
            fleet.assertUnharmed();
            fleet.forEach(name -> Workloads.delete(http, name));
        }
    }
}
