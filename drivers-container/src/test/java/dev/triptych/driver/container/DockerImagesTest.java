package dev.triptych.driver.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.triptych.spi.ByteSize;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.ImageSource;
import dev.triptych.spi.ImageSource.ResolvedImage;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("backend")
class DockerImagesTest {
    private final DockerFixture fixture = new DockerFixture();
    private final Engine engine = new Engine(BackendSettings.properties());

    @AfterEach
    void removeEverything() {
        fixture.close();
        engine.close();
    }

    private ImageSource images() {
        return fixture.driver().capability(ImageSource.class).orElseThrow();
    }

    private List<com.github.dockerjava.api.model.Container> ours() {
        return engine.containersLabelled(
                Map.of(Labels.INSTALLATION, fixture.installation().toString()));
    }

    @Test
    void aReferenceResolvesToTheImagesIdAndConfiguration() {
        ResolvedImage image = images().resolve("triptych/greeter:1");

        assertThat(image.digest()).matches("sha256:[0-9a-f]{64}");
        assertThat(image.size().bytes()).isPositive();
        assertThat(image.config().entrypoint()).containsExactly("/greeter");
        assertThat(image.config().workingDirectory()).isEqualTo("/");
        assertThat(image.config().platform()).startsWith("linux/");
    }

    @Test
    void everyImageIsListedWithItsNamesAndSize() {
        ResolvedImage resolved = images().resolve("triptych/greeter:1");

        assertThat(images().list())
                .filteredOn(image -> image.digest().equals(resolved.digest()))
                .singleElement()
                .satisfies(image -> {
                    assertThat(image.names()).contains("triptych/greeter:1");
                    assertThat(image.size()).isEqualTo(resolved.size());
                    assertThat(image.createdAt()).isNotNull().isBefore(Instant.now());
                });
    }

    @Test
    void whatImagesShareIsTakenFromTheDiskUsageAndAbsentWhereItIsNotTold() throws IOException {
        JsonNode usage = new ObjectMapper()
                .readTree("{\"Images\":[{\"Id\":\"sha256:1\",\"SharedSize\":70},{\"Id\":\"sha256:2\",\"SharedSize\":0},"
                        + "{\"Id\":\"sha256:3\",\"SharedSize\":-1},{\"Id\":\"sha256:4\"}]}");

        assertThat(HeldImages.shared(usage))
                .isEqualTo(Map.of("sha256:1", new ByteSize(70), "sha256:2", new ByteSize(0)));
        assertThat(HeldImages.shared(new ObjectMapper().readTree("{}"))).isEmpty();
    }

    @Test
    void anImageThatIsNotThereIsSaidWithWhatToDo() {
        assertThatExceptionOfType(DriverException.class)
                .isThrownBy(() -> images().resolve("triptych/none:1"))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(DriverErrorCode.SOURCE_NOT_FOUND))
                .withMessageContaining("triptych/none:1")
                .withMessageContaining("POST /images");
        assertThatExceptionOfType(DriverException.class)
                .isThrownBy(() -> images().openRootFilesystem("sha256:" + "0".repeat(64)))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(DriverErrorCode.SOURCE_NOT_FOUND));
    }

    @Test
    void aRootFilesystemIsReadAndNothingStays() throws IOException {
        List<String> names = new ArrayList<>();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(
                images().openRootFilesystem(Toolbox.image().digest()))) {
            assertThat(ours()).as("the container that is read").hasSize(1);
            assertThat(fixture.driver().observeAll()).as("it is no workload").isEmpty();
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                names.add(entry.getName());
                if (entry.getName().equals("etc/hello")) {
                    assertThat(tar.readAllBytes()).asString().isEqualTo("hello\n");
                }
            }
        }

        assertThat(names).contains("bin/busybox", "bin/sh", "etc/hello").doesNotContain(".dockerenv");
        assertThat(ours()).isEmpty();
    }

    @Test
    void givingUpEarlyLeavesNothingEither() throws IOException {
        try (InputStream tar = images().openRootFilesystem(Toolbox.image().digest())) {
            assertThat(tar.read()).isNotNegative();
        }
        assertThat(ours()).isEmpty();
    }

    @Test
    void whatACrashedReaderLeftIsRemovedAndALivingOneIsSpared() throws IOException {
        String abandoned = exporter("999999999@1");
        String living = exporter(ExporterProcess.current().toString());
        images().openRootFilesystem(Toolbox.image().digest()).close();

        assertThat(ours())
                .extracting(container -> container.getId())
                .containsExactly(living)
                .doesNotContain(abandoned);
        engine.client().removeContainerCmd(living).exec();
    }

    private String exporter(String process) {
        return engine.client()
                .createContainerCmd(Toolbox.image().digest())
                .withCmd("/never-run")
                .withLabels(Map.of(Labels.INSTALLATION, fixture.installation().toString(), Labels.EXPORTER, process))
                .exec()
                .getId();
    }
}
