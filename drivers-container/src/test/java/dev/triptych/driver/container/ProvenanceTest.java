package dev.triptych.driver.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.Network.Egress;
import dev.triptych.spi.WorkloadKey;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProvenanceTest {
    private static final Provenance CLEAN = new Provenance(_ -> Optional.of(Set.of()));
    private static final Provenance MARKED = new Provenance(_ -> Optional.of(Set.of("dev.triptych.future")));
    private static final Provenance GONE = new Provenance(_ -> Optional.empty());

    private final WorkloadKey key = DockerFixture.newKey();
    private final Listed ours = Listed.ours(key, Egress.ALL, "10.0.0.9");

    @Test
    void whatIsNamedAsItsMarksSayIsOursWhateverItsImageIs() {
        assertThat(Set.of(CLEAN, MARKED, GONE)).allMatch(provenance -> provenance.isOurs(ours.container()));
        Listed second = Listed.ours(new WorkloadKey(key.id(), 2), Egress.NONE, "10.0.0.9");
        assertThat(GONE.isOurs(second.container())).isTrue();
        assertThat(GONE.isOurs(second.named(ours.name()).container())).isFalse();
    }

    /** As of {@code docker run} with an image that was built with our labels. */
    @Test
    void marksThatCouldBeTheImagesMakeNothingOurs() {
        Listed foreign = ours.named("/brave_curie");
        assertThat(MARKED.isOurs(foreign.container())).isFalse();
        assertThat(GONE.isOurs(foreign.container())).isFalse();
        assertThat(MARKED.isOurs(foreign.with(Labels.NAME, "").container())).isFalse();
        assertThat(MARKED.isOurs(ours.with(Labels.NAME, "other").container())).isFalse();
        assertThat(MARKED.isOurs(ours.with(Labels.WORKLOAD, "").container())).isFalse();
    }

    @Test
    void oneThatSomebodyRenamedStaysOursWhereItsImageHasNoMarks() {
        assertThat(CLEAN.isOurs(ours.named("/renamed").container())).isTrue();
    }

    @Test
    void whatIsMadeToReadAnImageIsNamedByItsProcess() {
        ExporterProcess process = new ExporterProcess(12, 34);
        Map<String, String> labels = Labels.ofExporter(Listed.INSTALLATION, process, Set.of());
        assertThat(Labels.key(labels)).isEmpty();
        assertThat(Labels.exporter(labels)).contains(process);
        assertThat(Provenance.fits(process.newContainerName(), labels)).isTrue();
        assertThat(Provenance.fits(new ExporterProcess(1, 234).newContainerName(), labels))
                .isFalse();
        assertThat(Provenance.fits("brave_curie", labels)).isFalse();
        assertThat(Provenance.fits(null, labels)).isFalse();
    }
}
