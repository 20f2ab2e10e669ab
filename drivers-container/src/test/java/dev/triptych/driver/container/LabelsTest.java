package dev.triptych.driver.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.Network;
import dev.triptych.spi.Network.Egress;
import dev.triptych.spi.Source;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LabelsTest {
    private static final Set<String> EVERY = Set.of(
            Labels.INSTALLATION,
            Labels.WORKLOAD,
            Labels.GENERATION,
            Labels.NAME,
            Labels.PORTS,
            Labels.EGRESS,
            Labels.EXPORTER);

    private final WorkloadKey key = DockerFixture.newKey();

    private WorkloadSpec spec(Egress egress) {
        return DockerFixture.spec(key, new Source.ContainerImage("x:1", Listed.IMAGE), List.of(), Map.of(), "")
                .withNetwork(new Network(true, egress));
    }

    /** What an image says, and what Docker then makes of both. */
    private static Map<String, String> merged(Map<String, String> ofImage, Map<String, String> given) {
        Map<String, String> merged = new HashMap<>(ofImage);
        merged.putAll(given);
        return merged;
    }

    private static Map<String, String> hostile() {
        Map<String, String> hostile = new HashMap<>();
        EVERY.forEach(label -> hostile.put(label, "7"));
        hostile.put(Labels.EGRESS, "LOCAL");
        hostile.put(Labels.EXPORTER, "999999999@1");
        hostile.put("dev.triptych.future", "x");
        hostile.put("org.opencontainers.image.title", "x");
        return hostile;
    }

    @ParameterizedTest
    @EnumSource(Egress.class)
    void nothingThatAnImageSaysIsReadOfAWorkload(Egress egress) {
        Map<String, String> given = Labels.of(Listed.INSTALLATION, spec(egress), Labels.marks(hostile()));
        Map<String, String> merged = merged(hostile(), given);
        assertThat(given)
                .containsKeys(EVERY.toArray(String[]::new))
                .doesNotContainKey("org.opencontainers.image.title");
        assertThat(Labels.key(merged)).contains(key);
        assertThat(Labels.name(merged)).contains("test");
        assertThat(Labels.ports(merged)).isEmpty();
        assertThat(Labels.egress(merged)).isEqualTo(egress);
        assertThat(Labels.exporter(merged)).isEmpty();
        assertThat(merged).containsEntry("dev.triptych.future", "");
    }

    @Test
    void nothingThatAnImageSaysIsReadOfAnExporter() {
        Map<String, String> given =
                Labels.ofExporter(Listed.INSTALLATION, ExporterProcess.current(), Labels.marks(hostile()));
        Map<String, String> merged = merged(hostile(), given);
        assertThat(given).containsKeys(EVERY.toArray(String[]::new));
        assertThat(Labels.key(merged)).isEmpty();
        assertThat(Labels.exporter(merged)).contains(ExporterProcess.current());
        assertThat(merged).containsEntry("dev.triptych.future", "");
    }

    /** Containers of earlier versions were not given the label where everything may be reached. */
    @ParameterizedTest
    @CsvSource({"'',ALL", ",ALL", "NONE,NONE", "LOCAL,LOCAL", "ALL,ALL", "all,NONE", "anything,NONE"})
    void anEgressThatCannotBeReadIsNone(String word, Egress meaning) {
        Map<String, String> labels = new HashMap<>();
        labels.put(Labels.EGRESS, word);
        assertThat(Labels.egress(labels)).isEqualTo(meaning);
    }

    @Test
    void marksAreTheLabelsThatLookLikeOurs() {
        assertThat(Labels.marks(Map.of("dev.triptych.a", "1", "dev.triptychs", "2", "x.dev.triptych.a", "3")))
                .containsExactly("dev.triptych.a");
        assertThat(Labels.marks(null)).isEmpty();
    }
}
