package dev.triptych.tck;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.ImageSource.HeldImage;
import dev.triptych.spi.ImageSource.ResolvedImage;
import dev.triptych.spi.ImageStore;
import dev.triptych.spi.ImageStore.Content;
import dev.triptych.spi.ImageStore.Meaning;
import dev.triptych.spi.ImageStore.StoredImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images go in with their names, and out again when nothing needs them. */
public abstract class ImagesContract extends Contract {
    private final String name = "triptych-test/contract-" + UUID.randomUUID() + ":1";
    private final String second = name.replace(":1", ":2");

    @TempDir
    private Path scratch;

    private ImageStore store() {
        return driver().capability(ImageStore.class)
                .orElseThrow(() -> new AssertionError(driver().kind() + " has no ImageStore"));
    }

    /** Before the fixture is closed, which the superclass does after this. */
    @AfterEach
    void removeWhatWasLoaded() {
        for (StoredImage each : store().stored()) {
            if (each.image().names().contains(name) || each.image().names().contains(second)) {
                assertThat(store().remove(each.image())).isTrue();
            }
        }
    }

    private record Archive(Path file, Content content) {}

    /** One layer with one file in it. */
    private Archive archive(String text, String... names) {
        byte[] layer = ImageParts.tar("hello", text.getBytes(UTF_8));
        byte[] config = ImageParts.config(layer);
        String manifest = "[{\"Config\":\"config.json\",\"RepoTags\":[\"" + String.join("\",\"", names)
                + "\"],\"Layers\":[\"layer.tar\"]}]";
        Path file = scratch.resolve(UUID.randomUUID() + ".tar");
        try {
            Files.write(
                    file,
                    ImageParts.tar(
                            "layer.tar", layer, "config.json", config, "manifest.json", manifest.getBytes(UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Archive(file, new Content(ImageParts.digest(config), List.of(ImageParts.digest(layer))));
    }

    private ResolvedImage load(String text, String... names) {
        Archive archive = archive(text, names);
        return store().load(archive.file(), archive.content(), List.of(names));
    }

    private Optional<HeldImage> held(String digest) {
        return store().stored().stream()
                .map(StoredImage::image)
                .filter(image -> image.digest().equals(digest))
                .findFirst();
    }

    @Test
    void whatIsLoadedIsThereUnderItsNames() {
        ResolvedImage loaded = load("one " + name, name, second);
        assertThat(held(loaded.digest()))
                .hasValueSatisfying(image -> assertThat(image.names()).contains(name, second));
    }

    @Test
    void loadingItAgainChangesNothing() {
        ResolvedImage first = load("one " + name, name);
        ResolvedImage again = load("one " + name, name);
        assertThat(again.digest()).isEqualTo(first.digest());
        assertThat(held(first.digest()))
                .hasValueSatisfying(image -> assertThat(image.names()).containsExactly(name));
    }

    @Test
    void whatANameMeansIsTold() {
        Archive archive = archive("one " + name, name);
        assertThat(store().meaningOf(name, archive.content())).isEqualTo(Meaning.NOTHING);
        store().load(archive.file(), archive.content(), List.of(name));
        assertThat(store().meaningOf(name, archive.content())).isEqualTo(Meaning.THIS);
        assertThat(store().meaningOf(name, archive("two " + name, name).content()))
                .isEqualTo(Meaning.ANOTHER);
        assertRefused(DriverErrorCode.SOURCE_INVALID, () -> store().meaningOf("No Such/../Name", archive.content()));
    }

    @Test
    void aNameGoesOverToWhatIsLoadedLast() {
        ResolvedImage first = load("one " + name, name, second);
        ResolvedImage last = load("two " + name, name);
        assertThat(last.digest()).isNotEqualTo(first.digest());
        assertThat(held(first.digest()))
                .hasValueSatisfying(image -> assertThat(image.names()).containsExactly(second));
    }

    @Test
    void whatIsRemovedIsGoneAndRemovingItAgainIsFine() {
        ResolvedImage loaded = load("one " + name, name, second);
        HeldImage seen = held(loaded.digest()).orElseThrow();
        assertThat(store().remove(seen)).isTrue();
        assertThat(held(loaded.digest())).isEmpty();
        assertThat(store().remove(seen)).isTrue();
    }

    @Test
    void whatGotAnotherNameMeanwhileStaysWithAllItsNames() {
        ResolvedImage loaded = load("one " + name, name);
        HeldImage seen = held(loaded.digest()).orElseThrow();
        load("one " + name, second);
        assertThat(store().remove(seen)).isFalse();
        assertThat(held(loaded.digest()))
                .hasValueSatisfying(image -> assertThat(image.names()).containsExactlyInAnyOrder(name, second));
    }
}
