package dev.triptych.controlplane.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triptych.controlplane.artifact.Artifacts;
import dev.triptych.controlplane.artifact.Format;
import dev.triptych.controlplane.oci.Archives.Tar;
import dev.triptych.controlplane.oci.WasmImages.WasmImage;
import dev.triptych.spi.ByteSize;
import dev.triptych.spi.ImageConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class WasmImagesTest {
    private static final ByteSize MOST = ByteSize.ofMebibytes(1);
    private static final OciProperties LIMITS = new OciProperties(MOST, 200, Duration.ofHours(1));
    private static final String TAR_LAYER = "application/vnd.oci.image.layer.v1.tar";
    private static final int MUTATIONS = 300;

    @TempDir
    private Path folder;

    private Path images;
    private final Set<String> used = new HashSet<>();
    private WasmImages library;

    @BeforeEach
    void open() throws IOException {
        images = Files.createDirectory(folder.resolve("images"));
        library = library(Clock.systemUTC());
    }

    private WasmImages library(Clock clock) {
        return new WasmImages(images, LIMITS, used::contains, bytes -> {}, clock);
    }

    private Artifacts.Resolved stored(byte[] archive) throws IOException {
        String digest = Digests.of(archive);
        Path file = Files.write(folder.resolve(digest.substring(7)), archive);
        return new Artifacts.Resolved("x.tar", digest, file, new ByteSize(archive.length), Format.TAR);
    }

    private static byte[] scratchLayer() {
        return new Tar()
                .file("app/hello.wasm", Archives.MODULE)
                .file("app/data.txt", "data")
                .build();
    }

    private void assertRefused(byte[] archive, String message) throws IOException {
        Artifacts.Resolved artifact = stored(archive);
        assertThatExceptionOfType(UnusableImage.class)
                .isThrownBy(() -> library.ofArchive(artifact))
                .withMessageContaining(message);
        assertThat(images).isEmptyDirectory();
    }

    private static Path root(WasmImage image) {
        Path root = image.root();
        if (root == null) {
            throw new AssertionError("the image has no files");
        }
        return root;
    }

    @Test
    void aSavedImageFromScratchIsLaidOut() throws IOException {
        WasmImage image = library.ofArchive(stored(Archives.saved(Archives.runs("/app/hello.wasm"), scratchLayer())));
        assertThat(image.module()).hasBinaryContent(Archives.MODULE);
        assertThat(image.moduleDigest()).isEqualTo(Digests.of(Archives.MODULE));
        assertThat(root(image).resolve("app/data.txt")).hasContent("data");
        assertThat(image.config())
                .isEqualTo(new ImageConfig(
                        List.of("/app/hello.wasm"),
                        List.of("--default"),
                        Map.of("A", "from the image", "B", "2"),
                        "/app",
                        "",
                        "linux/amd64"));
    }

    @Test
    void aLayoutIsLaidOutAlsoWhenAllOfItIsCompressed() throws IOException {
        byte[] layout = Archives.layout(
                Archives.runs("hello.wasm"),
                "application/vnd.oci.image.config.v1+json",
                Map.of(TAR_LAYER + "+gzip", Archives.compressed(scratchLayer())));
        assertThat(library.ofArchive(stored(layout)).module()).hasFileName("hello.wasm");
        assertThat(library.ofArchive(stored(Archives.compressed(layout))).module())
                .hasFileName("hello.wasm");
        assertThat(images).isDirectoryNotContaining(file -> file.toString().contains("incoming"));
    }

    @ParameterizedTest
    @CsvSource({
        "application/vnd.wasm.config.v0+json, application/wasm",
        "application/vnd.wasm.config.v1+json, application/vnd.wasm.content.layer.v1+wasm"
    })
    void anArtifactThatIsAModuleHasNoFiles(String configType, String layerType) throws IOException {
        byte[] layout = Archives.layout(Archives.runsNothing(), configType, Map.of(layerType, Archives.MODULE));
        WasmImage image = library.ofArchive(stored(layout));
        assertThat(image.module()).hasBinaryContent(Archives.MODULE);
        assertThat(image.root()).isNull();
        assertThat(image.config().platform()).isEqualTo("wasi/wasm");
    }

    @ParameterizedTest
    @CsvSource({
        "wasi, wasm, wasi/wasm",
        "wasi, wasm32, wasi/wasm",
        "wasip1, wasm, wasi/wasm",
        "wasip2, wasm, wasi/wasm",
        "wasm, wasi, wasi/wasm",
        "js, wasm, wasi/wasm",
        "Linux, AMD64, linux/amd64",
        "linux, arm64, linux/arm64"
    })
    void platformsAreNormalised(String os, String architecture, String platform) {
        assertThat(Platforms.normalised(os, architecture)).isEqualTo(platform);
    }

    @Test
    void anUpperLayerHidesAndRemoves() throws IOException {
        byte[] lower = new Tar()
                .file("app/hello.wasm", "old")
                .file("app/gone.txt", "x")
                .file("cache/a", "x")
                .build();
        byte[] upper = new Tar()
                .file("app/hello.wasm", Archives.MODULE)
                .file("app/.wh.gone.txt", "")
                .file("cache/.wh..wh..opq", "")
                .file("cache/b", "x")
                .build();
        WasmImage image = library.ofArchive(stored(Archives.saved(Archives.runs("/app/hello.wasm"), lower, upper)));
        assertThat(image.module()).hasBinaryContent(Archives.MODULE);
        assertThat(root(image).resolve("app/gone.txt")).doesNotExist();
        assertThat(root(image).resolve("cache")).isDirectoryNotContaining(file -> file.endsWith("a"));
        assertThat(root(image).resolve("cache/b")).exists();
    }

    @Test
    void absoluteLinksStayInsideAndLinksAreFollowedToTheModule() throws IOException {
        byte[] layer = new Tar()
                .file("opt/real.wasm", Archives.MODULE)
                .link("app", "/opt")
                .link("run.wasm", "app/real.wasm")
                .file("app/beside.txt", "x")
                .build();
        WasmImage image = library.ofArchive(stored(Archives.saved(Archives.runs("/run.wasm"), layer)));
        assertThat(image.module()).hasFileName("real.wasm");
        assertThat(Files.readSymbolicLink(root(image).resolve("app"))).isEqualTo(Path.of("opt"));
        assertThat(root(image).resolve("opt/beside.txt")).exists();
    }

    @Test
    void theOnlyModuleIsTakenWhereNothingIsSaid() throws IOException {
        byte[] layer =
                new Tar().file("bin/x", "text").file("bin/y", Archives.MODULE).build();
        assertThat(library.ofArchive(stored(Archives.saved(Archives.runsNothing(), layer)))
                        .module())
                .hasFileName("y");
    }

    static Stream<Arguments> nonsense() {
        byte[] module = Archives.MODULE;
        byte[] plain = new Tar().file("a.txt", "text").build();
        byte[] two = new Tar().file("a.wasm", module).file("b.wasm", module).build();
        byte[] large = new Tar()
                .file("a.wasm", module)
                .file("zeroes", new byte[2 << 20])
                .build();
        Tar many = new Tar();
        for (int i = 0; i < 201; i++) {
            many.file("f" + i, "");
        }
        byte[] sound = Archives.saved(Archives.runs("/app/hello.wasm"), scratchLayer());
        return Stream.of(
                Arguments.of("holds no WebAssembly module", Archives.saved(Archives.runsNothing(), plain)),
                Arguments.of("is not among its files", Archives.saved(Archives.runs("/absent.wasm"), plain)),
                Arguments.of("is no WebAssembly module", Archives.saved(Archives.runs("/a.txt"), plain)),
                Arguments.of("several modules", Archives.saved(Archives.runsNothing(), two)),
                Arguments.of(
                        "unpacks to more than", Archives.saved(Archives.runs("/a.wasm"), Archives.compressed(large))),
                Arguments.of("unpacks to more than", Archives.compressed(new byte[64 << 20])),
                Arguments.of("more than 200 files", Archives.saved(Archives.runsNothing(), many.build())),
                Arguments.of("climbs out", withFile("../../outside")),
                Arguments.of("climbs out", withFile("a/../../outside")),
                Arguments.of("has a name that no file", withFile("x".repeat(300))),
                Arguments.of("more than 64 deep", withFile("d/".repeat(80) + "f")),
                Arguments.of("device", image(new Tar().device("dev/null"))),
                Arguments.of("leads out of the image", image(new Tar().link("l", "../../etc/passwd"))),
                Arguments.of("leads out of the image", image(new Tar().link("a/l", "../../x"))),
                Arguments.of(
                        "lies below a link",
                        image(new Tar()
                                .directory("x")
                                .link("x/y", "..")
                                .link("z", "x/y/..")
                                .file("z/f", "x"))),
                Arguments.of(
                        "lies below a link",
                        image(new Tar().file("f", "x").link("l", "f").file("l/g", "x"))),
                Arguments.of("is to no file of the image", image(new Tar().hardLink("h", "/etc/passwd"))),
                Arguments.of("climbs out", image(new Tar().hardLink("h", "../../etc/passwd"))),
                Arguments.of("holds no image", new Tar().file("a", "b").build()),
                Arguments.of(
                        "2 images", new Tar().file("manifest.json", "[{},{}]").build()),
                Arguments.of(
                        "not sound JSON", new Tar().file("manifest.json", "[{").build()),
                Arguments.of(
                        "lacks",
                        new Tar().file("manifest.json", "[{\"Config\":\"c\"}]").build()),
                Arguments.of("no sha256 digest", indexed("../../etc/passwd")),
                Arguments.of("lacks a manifest", indexed("sha256:" + "a".repeat(64))),
                Arguments.of("0 images", new Tar().file("index.json", "{}").build()),
                Arguments.of("has no layer", Archives.saved(Archives.runsNothing())),
                Arguments.of(
                        "zstd",
                        Archives.saved(Archives.runsNothing(), new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd})),
                Arguments.of("damaged", Arrays.copyOf(sound, 3000)),
                Arguments.of("2 modules", twoModules()));
    }

    private static byte[] withFile(String name) {
        return image(new Tar().file(name, "x"));
    }

    private static byte[] image(Tar layer) {
        return Archives.saved(
                Archives.runsNothing(), layer.file("m.wasm", Archives.MODULE).build());
    }

    private static byte[] indexed(String digest) {
        return new Tar()
                .file("index.json", "{\"manifests\":[{\"digest\":\"" + digest + "\"}]}")
                .build();
    }

    private static byte[] twoModules() {
        return Archives.layout(
                Archives.runsNothing(),
                "application/vnd.wasm.config.v0+json",
                Map.of("application/wasm 1", Archives.MODULE, "application/wasm 2", new byte[] {0, 'a', 's', 'm', 2}));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("nonsense")
    void nonsenseIsRefusedAndLeavesNothing(String message, byte[] archive) throws IOException {
        assertRefused(archive, message);
        assertThat(folder.resolve("outside")).doesNotExist();
    }

    @Test
    void aBlobWithOtherBytesThanItsDigestIsRefused() throws IOException {
        byte[] layout = Archives.layout(
                Archives.runs("/app/hello.wasm"),
                "application/vnd.oci.image.config.v1+json",
                Map.of(TAR_LAYER, scratchLayer()));
        String text = new String(layout, StandardCharsets.ISO_8859_1);
        byte[] changed = text.replace("data\0", "date\0").getBytes(StandardCharsets.ISO_8859_1);
        assertThat(changed).isNotEqualTo(layout);
        assertRefused(changed, "damaged");
    }

    @Test
    void noBytesWhateverCauseAnotherFailure() throws IOException {
        byte[] seed = Archives.layout(
                Archives.runs("/app/hello.wasm"),
                "application/vnd.oci.image.config.v1+json",
                Map.of(TAR_LAYER, scratchLayer(), TAR_LAYER + "+gzip", Archives.compressed(scratchLayer())));
        Random random = new Random(20251121);
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] archive = seed.clone();
            for (int changes = random.nextInt(6) + 1; changes > 0; changes--) {
                archive[random.nextInt(archive.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(library.ofArchive(stored(archive)).module()).exists();
            } catch (UnusableImage e) {
                assertThat(e).hasMessageMatching("(?s).+\\.");
            }
        }
        assertThat(images).isDirectoryNotContaining(file -> file.toString().contains("incoming"));
    }

    @Test
    void whatAnotherHolderHandsOverIsAskedForOnce() {
        ImageConfig config = new ImageConfig(List.of("/app/hello.wasm"), List.of(), Map.of(), "/", "", "wasip1/wasm");
        String digest = "sha256:" + "7".repeat(64);
        ByteSize size = new ByteSize(100);
        WasmImage first = library.ofTar(digest, config, size, () -> new ByteArrayInputStream(scratchLayer()));
        WasmImage again = library.ofTar(digest, config, size, () -> {
            throw new AssertionError("asked for again");
        });
        assertThat(again).isEqualTo(first);
        assertThat(first.config().platform()).isEqualTo("wasi/wasm");
        assertThatExceptionOfType(UnusableImage.class)
                .isThrownBy(() -> library.ofTar(
                        "sha256:" + "8".repeat(64),
                        config,
                        ByteSize.ofMebibytes(2),
                        () -> new ByteArrayInputStream(new byte[0])))
                .withMessageContaining("2MiB");
    }

    @Test
    void whatNobodyUsesGoesAfterTheGraceAndTheRestStays() throws IOException {
        Artifacts.Resolved kept = stored(Archives.saved(Archives.runs("/app/hello.wasm"), scratchLayer()));
        Artifacts.Resolved unused = stored(image(new Tar().file("x", "x")));
        library.ofArchive(kept);
        library.ofArchive(unused);
        used.add(kept.digest());
        Clock later = Clock.fixed(Instant.now().plus(Duration.ofHours(2)), ZoneOffset.UTC);
        Files.createDirectory(images.resolve("incoming-left-by-a-crash"));
        WasmImages restarted = library(later);
        restarted.ofArchive(stored(image(new Tar().file("y", "y"))));
        assertThat(restarted.find(kept.digest())).isPresent();
        assertThat(restarted.find(unused.digest())).isEmpty();
        assertThat(images).isDirectoryNotContaining(file -> file.toString().contains("incoming"));
    }
}
