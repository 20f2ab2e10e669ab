package dev.triptych.driver.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.ImageStore;
import dev.triptych.spi.ImageStore.Content;
import dev.triptych.spi.ImageStore.Need;
import dev.triptych.spi.ImageStore.StoredImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the Engine needs an image for keeps it, by whomever that was made. */
@Tag("backend")
class DockerImageStoreTest {
    private final DockerFixture fixture = new DockerFixture();
    private final Engine engine = new Engine(BackendSettings.properties());

    @AfterEach
    void removeEverything() {
        fixture.close();
        engine.close();
    }

    private ImageStore store() {
        return fixture.driver().capability(ImageStore.class).orElseThrow();
    }

    private StoredImage stored(String digest) {
        return store().stored().stream()
                .filter(each -> each.image().digest().equals(digest))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void anImageOfAContainerThatNeverRanStays() {
        try (Toolbox.Variant variant = Toolbox.variant(engine.client(), "LABEL store=used")) {
            assertThat(stored(variant.digest()).needs()).isEmpty();
            String container = engine.client()
                    .createContainerCmd(variant.digest())
                    .withCmd("/never-run")
                    .withLabels(Map.of("dev.triptych.test", "image-store"))
                    .exec()
                    .getId();
            try {
                StoredImage seen = stored(variant.digest());
                assertThat(seen.needs()).containsExactly(Need.CONTAINER);
                assertThat(store().remove(seen.image())).isFalse();
                assertThat(stored(variant.digest()).image().names())
                        .isEqualTo(seen.image().names());
            } finally {
                engine.client().removeContainerCmd(container).exec();
            }
        }
    }

    @Test
    void anArchiveThatTheEngineDoesNotTakeIsSaid(@TempDir Path folder) throws IOException {
        Path junk = Files.write(folder.resolve("junk.tar"), new byte[1024]);
        Content content = new Content("sha256:" + "1".repeat(64), List.of("sha256:" + "2".repeat(64)));
        assertThatExceptionOfType(DriverException.class)
                .isThrownBy(() -> store().load(junk, content, List.of("triptych-test/junk:1")))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(DriverErrorCode.BACKEND_REFUSED));
    }
}
