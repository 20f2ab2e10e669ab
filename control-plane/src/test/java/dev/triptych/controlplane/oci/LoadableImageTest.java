package dev.triptych.controlplane.oci;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triptych.controlplane.oci.Archives.Tar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images in archives, sound ones and others, on their way into a backend. */
class LoadableImageTest {
    private static final Unpacking BOUNDS = new Unpacking("The image", "the image", true, 1L << 20, 100);
    private static final byte[] LAYER =
            new Tar().directory("etc").file("etc/hello", "hello\n").build();
    private static final String GZIP = "application/vnd.oci.image.layer.v1.tar+gzip";
    private static final String CONFIG = "application/vnd.oci.image.config.v1+json";

    @TempDir
    private Path folder;

    private static String config(String platform, byte[]... layers) {
        String[] parts = platform.split("/", -1);
        List<String> digests =
                Stream.of(layers).map(layer -> "\"" + Digests.of(layer) + "\"").toList();
        return "{\"os\":\"" + parts[0] + "\",\"architecture\":\"" + parts[1]
                + "\",\"config\":{},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[" + String.join(",", digests) + "]}}";
    }

    private static String here(byte[]... layers) {
        return config(Platforms.ofThisHost(), layers);
    }

    private LoadableImage open(byte[] archive, @Nullable String platform) throws IOException {
        Path file = Files.write(folder.resolve("archive.tar"), archive);
        Files.deleteIfExists(folder.resolve("scratch"));
        return LoadableImage.open(file, folder.resolve("scratch"), BOUNDS, platform, _ -> {});
    }

    private String refusal(byte[] archive) throws IOException {
        try (LoadableImage image = open(archive, null)) {
            Path written = folder.resolve("written.tar");
            image.writeTo(written, List.of("x:1"));
            throw new AssertionError("it was taken: " + image.content());
        } catch (UnusableImage e) {
            return e.safeMessage();
        }
    }

    @Test
    void whatDockerSavedIsReadAndWrittenAnew() throws IOException {
        String config = here(LAYER, LAYER);
        try (LoadableImage image = open(Archives.saved(config, LAYER, LAYER), null)) {
            assertThat(image.names()).containsExactly("x:1");
            assertThat(image.content().configDigest()).isEqualTo(Digests.of(config.getBytes(UTF_8)));
            assertThat(image.content().layers()).containsExactly(Digests.of(LAYER), Digests.of(LAYER));
            assertThat(image.unpackedBytes()).isEqualTo(2L * LAYER.length);

            Path written = folder.resolve("written.tar");
            image.writeTo(written, List.of("team/y:2"));
            try (LoadableImage again = open(Files.readAllBytes(written), null)) {
                assertThat(again.content()).isEqualTo(image.content());
                assertThat(again.names()).containsExactly("team/y:2");
            }
        }
    }

    @Test
    void anOciLayoutWithCompressedLayersIsReadAndWrittenAnew() throws IOException {
        byte[] layout = Archives.layout(here(LAYER), CONFIG, Map.of(GZIP, Archives.compressed(LAYER)));
        for (byte[] archive : List.of(layout, Archives.compressed(layout))) {
            try (LoadableImage image = open(archive, null)) {
                assertThat(image.names()).isEmpty();
                assertThat(image.content().layers()).containsExactly(Digests.of(LAYER));
                Path written = folder.resolve("written.tar");
                image.writeTo(written, List.of("y:2"));
                try (LoadableImage again = open(Files.readAllBytes(written), null)) {
                    assertThat(again.content()).isEqualTo(image.content());
                }
            }
        }
    }

    @Test
    void aLayerThatIsALinkToAnotherInTheArchiveIsFound() throws IOException {
        byte[] archive = new Tar()
                .file("c.json", here(LAYER, LAYER))
                .file("a/layer.tar", LAYER)
                .link("b/layer.tar", "../a/layer.tar")
                .file(
                        "manifest.json",
                        "[{\"Config\":\"c.json\",\"RepoTags\":null,\"Layers\":[\"a/layer.tar\",\"b/layer.tar\"]}]")
                .build();
        try (LoadableImage image = open(archive, null)) {
            assertThat(image.content().layers()).hasSize(2);
            assertThat(image.names()).isEmpty();
        }
    }

    @Test
    void anImageForAnotherPlatformIsToldUnlessItIsAskedFor() throws IOException {
        byte[] archive = Archives.saved(config("linux/s390x", LAYER), LAYER);
        assertThatExceptionOfType(UnusableImage.class)
                .isThrownBy(() -> open(archive, null))
                .withMessageContaining("linux/s390x")
                .withMessageContaining(Platforms.ofThisHost())
                .matches(UnusableImage::isForAnotherPlatform);
        assertThatExceptionOfType(UnusableImage.class)
                .isThrownBy(() -> open(archive, "linux/riscv64"))
                .matches(UnusableImage::isForAnotherPlatform);
        try (LoadableImage image = open(archive, "linux/s390x")) {
            assertThat(image.platform()).isEqualTo("linux/s390x");
        }
        try (LoadableImage wasm = open(Archives.saved(config("wasi/wasm", LAYER), LAYER), null)) {
            assertThat(wasm.platform()).isEqualTo("wasi/wasm");
        }
    }

    static Stream<Arguments> hostile() {
        byte[] climbing = new Tar().file("../../etc/passwd", "x").build();
        byte[] linked =
                new Tar().file("a", "x").hardLink("b", "../../etc/shadow").build();
        byte[] large = new Tar().file("zeroes", new byte[2 << 20]).build();
        Tar many = new Tar();
        for (int i = 0; i < 101; i++) {
            many.file("f" + i, "");
        }
        byte[] crowded = many.build();
        return Stream.of(
                Arguments.of("climbs out", Archives.saved(here(climbing), climbing)),
                Arguments.of("climbs out", Archives.saved(here(linked), linked)),
                Arguments.of("more than 1MiB", Archives.saved(here(large), Archives.compressed(large))),
                Arguments.of("more than 1MiB", Archives.compressed(Archives.saved(here(large), large))),
                Arguments.of("more than 100 files", Archives.saved(here(crowded), crowded)),
                Arguments.of("does not have the digest", Archives.saved(here(LAYER), altered(LAYER))),
                Arguments.of(
                        "names 0",
                        Archives.saved("{\"os\":\"linux\",\"architecture\":\"" + architecture() + "\"}", LAYER)),
                Arguments.of("names 2", Archives.saved(here(LAYER, LAYER), LAYER)),
                Arguments.of("sound JSON", Archives.saved("{", LAYER)),
                Arguments.of("holds no image", new Tar().file("hello", "x").build()),
                Arguments.of(
                        "lacks",
                        new Tar()
                                .file("c.json", here(LAYER))
                                .file("manifest.json", "[{\"Config\":\"c.json\",\"Layers\":[\"../../etc/passwd\"]}]")
                                .build()),
                Arguments.of(
                        "lacks",
                        new Tar()
                                .link("c.json", "/etc/passwd")
                                .file("manifest.json", "[{\"Config\":\"c.json\",\"Layers\":[]}]")
                                .build()),
                Arguments.of(
                        "PUT /artifacts",
                        Archives.layout(here(LAYER), CONFIG, Map.of("application/wasm", Archives.MODULE))));
    }

    /** Another sound layer of the same length. */
    private static byte[] altered(byte[] layer) {
        byte[] other = layer.clone();
        other[other.length - 1] = 1;
        return other;
    }

    private static String architecture() {
        return Platforms.ofThisHost().substring("linux/".length());
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void whatIsHostileOrDamagedIsRefusedWithTheReason(String reason, byte[] archive) throws IOException {
        assertThat(refusal(archive)).contains(reason);
    }

    @Test
    void aBlobThatIsNotWhatItsDescriptorSaysIsRefused() throws IOException {
        byte[] layout = Archives.layout(here(LAYER), CONFIG, Map.of(GZIP, LAYER));
        byte[] hello = "hello\n".getBytes(UTF_8);
        for (int at = layout.length - hello.length; at > 0; at--) {
            if (Arrays.equals(layout, at, at + hello.length, hello, 0, hello.length)) {
                layout[at] = 'j';
            }
        }
        assertThat(refusal(layout)).contains("digest");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 511, 512, 1000, 1536})
    void anArchiveThatBreaksOffIsRefused(int length) {
        byte[] archive = Arrays.copyOf(Archives.saved(here(LAYER), LAYER), length);
        assertThatExceptionOfType(Exception.class)
                .isThrownBy(() -> open(archive, null).close())
                .satisfies(e -> assertThat(e).isInstanceOfAny(UnusableImage.class, IOException.class));
    }
}
