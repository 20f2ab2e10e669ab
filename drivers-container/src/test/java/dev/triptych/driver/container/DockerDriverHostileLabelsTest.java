package dev.triptych.driver.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.Container;
import dev.triptych.spi.Driver;
import dev.triptych.spi.ImageSource;
import dev.triptych.spi.Network;
import dev.triptych.spi.Network.Egress;
import dev.triptych.spi.Observation;
import dev.triptych.spi.ObservedState;
import dev.triptych.spi.Source;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadSpec;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Images whose labels say that what is made of them is ours, or another's, or bounded in another way. */
@Tag("backend")
class DockerDriverHostileLabelsTest {
    private static final List<String> STAY = Toolbox.script("trap 'exit 0' TERM; while :; do sleep 1; done");
    private static final String UNKNOWN = "dev.triptych.of-a-later-version";

    private final WorkloadKey victim = DockerFixture.newKey();
    private final WorkloadKey key = DockerFixture.newKey();

    private OwnBridge bridge;
    private DockerFixture fixture;
    private Driver driver;
    private Engine engine;
    private Toolbox.Variant image;

    @BeforeEach
    void buildAnImage() throws IOException, InterruptedException {
        bridge = new OwnBridge();
        fixture = new DockerFixture(BackendSettings.withBridge(bridge.name));
        driver = fixture.driver();
        engine = new Engine(BackendSettings.properties());
        String labels = Map.of(
                        Labels.INSTALLATION,
                        fixture.installation().toString(),
                        Labels.WORKLOAD,
                        victim.id().toString(),
                        Labels.GENERATION,
                        Long.toString(victim.generation()),
                        Labels.NAME,
                        "test",
                        Labels.PORTS,
                        "http:80:HTTP",
                        Labels.EGRESS,
                        "ANYTHING",
                        Labels.EXPORTER,
                        "999999999@1",
                        UNKNOWN,
                        "x",
                        "org.opencontainers.image.title",
                        "kept")
                .entrySet()
                .stream()
                .map(label -> label.getKey() + "=\"" + label.getValue() + "\"")
                .collect(Collectors.joining(" "));
        image = Toolbox.variant(engine.client(), "LABEL " + labels);
    }

    @AfterEach
    void removeEverything() throws IOException, InterruptedException {
        try {
            fixture.close();
        } finally {
            foreign()
                    .forEach(left -> engine.client()
                            .removeContainerCmd(left.getId())
                            .withForce(true)
                            .exec());
            bridge.remove();
            image.close();
            engine.close();
        }
    }

    private List<Container> foreign() {
        return engine.containersLabelled(Map.of("org.opencontainers.image.title", "kept")).stream()
                .filter(container -> image.digest().equals(container.getImageId()))
                .toList();
    }

    private WorkloadSpec hostile(WorkloadKey of, Egress egress) {
        WorkloadSpec spec =
                DockerFixture.spec(of, new Source.ContainerImage("hostile:1", image.digest()), STAY, Map.of(), "");
        return egress == Egress.ALL ? spec : spec.withNetwork(new Network(true, egress));
    }

    private Map<String, String> labels(Observation seen) {
        return StateMapper.labels(engine.client()
                .inspectContainerCmd(String.valueOf(seen.facts().get("backendId")))
                .exec());
    }

    /** As somebody else would, who does not know what is in the image. */
    private String runByHand() {
        String id = engine.client()
                .createContainerCmd(image.digest())
                .withCmd(STAY)
                .exec()
                .getId();
        engine.client().startContainerCmd(id).exec();
        return id;
    }

    @Test
    void aWorkloadIsWhatItsDescriptionSaysAlone() {
        Map<String, String> labels = labels(driver.create(hostile(key, Egress.ALL)));
        assertThat(Labels.key(labels)).contains(key);
        assertThat(Labels.egress(labels)).isEqualTo(Egress.ALL);
        assertThat(Labels.exporter(labels)).isEmpty();
        assertThat(Labels.ports(labels)).isEmpty();
        assertThat(labels).containsEntry(UNKNOWN, "").containsEntry("org.opencontainers.image.title", "kept");

        driver.start(hostile(key, Egress.ALL));
        assertThat(driver.observeAll()).extracting(Observation::key).containsExactly(key);
        assertThat(driver.observe(victim).state()).isEqualTo(ObservedState.ABSENT);
        driver.destroy(victim);
        assertThat(driver.observe(key).state()).isEqualTo(ObservedState.RUNNING);
    }

    @Test
    void aBoundedWorkloadIsBoundedAsItsDescriptionSays() throws IOException, InterruptedException {
        Observation created = driver.create(hostile(key, Egress.LOCAL));
        assertThat(Labels.egress(labels(created))).isEqualTo(Egress.LOCAL);
        String address = driver.start(hostile(key, Egress.LOCAL)).addresses().getFirst();
        assertThat(OwnBridge.run("iptables", "-w", "-S", "TRIPTYCH-FORWARD"))
                .contains("-s " + address + "/32 ! -o " + bridge.name + " -m comment --comment \"triptych:"
                        + fixture.installation() + ":container:" + key);
    }

    @Test
    void whatSomebodyElseRunsOfItIsNobodysWorkload() {
        String foreign = runByHand();
        assertThat(driver.observeAll()).isEmpty();
        assertThat(driver.observe(victim).state()).isEqualTo(ObservedState.ABSENT);
        assertThat(fixture.reopen().observeAll()).isEmpty();
        driver.destroy(victim);
        assertThat(running(foreign)).isTrue();

        WorkloadSpec spec = hostile(victim, Egress.ALL);
        String own = String.valueOf(driver.create(spec).facts().get("backendId"));
        assertThat(driver.start(spec).state()).isEqualTo(ObservedState.RUNNING);
        assertThat(driver.observeAll())
                .singleElement()
                .satisfies(seen -> assertThat(seen.facts()).containsEntry("backendId", own));
        driver.destroy(victim);
        assertThat(running(foreign)).isTrue();
    }

    private boolean running(String id) {
        return Boolean.TRUE.equals(
                engine.client().inspectContainerCmd(id).exec().getState().getRunning());
    }

    @Test
    void readingItsFilesDisturbsNothing() throws IOException {
        String foreign = runByHand();
        ImageSource images = driver.capability(ImageSource.class).orElseThrow();
        try (InputStream tar = images.openRootFilesystem(image.digest())) {
            assertThat(driver.observeAll()).as("what is made to read it").isEmpty();
            assertThat(driver.observe(victim).state()).isEqualTo(ObservedState.ABSENT);
            assertThat(tar.read()).isNotNegative();
        }
        assertThat(running(foreign)).as("it says that a reader left it behind").isTrue();
        assertThat(foreign()).extracting(Container::getId).containsExactly(foreign);
    }

    @Test
    void oneOfAnotherImageThatSomebodyRenamedStaysOurs() {
        WorkloadSpec spec = fixture.script(key, "trap 'exit 0' TERM; while :; do sleep 1; done");
        driver.create(spec);
        String id = String.valueOf(driver.start(spec).facts().get("backendId"));
        engine.client()
                .renameContainerCmd(id)
                .withName("renamed-" + key.id().shortForm())
                .exec();
        assertThat(fixture.reopen().observeAll()).extracting(Observation::key).containsExactly(key);
        driver.destroy(key);
        assertThat(engine.containersLabelled(Labels.selector(fixture.installation(), key)))
                .isEmpty();
    }

    @Test
    void marksOfTheImageAreToldApartFromOthers() {
        assertThat(new ImageMarks(engine).of(image.digest()))
                .hasValueSatisfying(marks -> assertThat(marks)
                        .contains(UNKNOWN, Labels.EGRESS)
                        .doesNotContain("org.opencontainers.image.title"));
        assertThat(new ImageMarks(engine).of(Toolbox.image().digest())).contains(Set.of());
        assertThat(new ImageMarks(engine).of("sha256:" + "0".repeat(64))).isEmpty();
    }
}
