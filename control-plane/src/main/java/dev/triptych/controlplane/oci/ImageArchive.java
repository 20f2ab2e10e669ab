package dev.triptych.controlplane.oci;

import dev.triptych.spi.ImageConfig;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.zip.GZIPInputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One image in a tar archive: an OCI image layout (image-layout.md), or what {@code docker save} writes. Every blob of a
 * layout is checked against its digest.
 */
final class ImageArchive implements Closeable {
    private static final int LARGEST_JSON = 4 * 1024 * 1024;
    private static final int MOST_NESTED = 4;
    private static final Set<String> MODULE_LAYERS =
            Set.of("application/wasm", "application/vnd.wasm.content.layer.v1+wasm");

    private static final String NAME = "io.containerd.image.name";
    private static final String NAME_OR_TAG = "org.opencontainers.image.ref.name";

    private final TarIndex tar;
    private final List<String> wanted;
    private final List<Layer> layers = new ArrayList<>();
    private final Set<String> names = new LinkedHashSet<>();
    private final List<String> unpackedDigests = new ArrayList<>();
    private byte[] configBytes = {};
    private ImageConfig config = new ImageConfig(List.of(), List.of(), Map.of(), "/", "", Platforms.WASM);

    /**
     * One part of the image.
     *
     * @param name of its file in the archive
     * @param digest that its bytes must have; empty when the archive does not say
     * @param module whether it is a module itself rather than files
     */
    record Layer(String name, String digest, boolean module) {}

    private ImageArchive(TarIndex tar, List<String> wanted) {
        this.tar = tar;
        this.wanted = wanted;
    }

    /** One that holds a module: as {@link #open(Path, Path, long, List, LongConsumer)}, for Wasm. */
    static ImageArchive open(Path file, Path scratch, OciProperties limits) throws IOException {
        return open(file, scratch, limits.maxUnpacked().bytes(), List.of(Platforms.WASM), _ -> {});
    }

    /**
     * Reads what the archive says about its image.
     *
     * @param scratch a file to be made and deleted again
     * @param most bytes that a compressed archive may have unpacked
     * @param wanted platforms, the best first; where the archive has images for none of them, its only one is taken
     * @param written told, as {@code scratch} grows, how many bytes it has; may refuse by throwing
     */
    static ImageArchive open(Path file, Path scratch, long most, List<String> wanted, LongConsumer written)
            throws IOException {
        ImageArchive archive = new ImageArchive(TarIndex.open(file, scratch, most, written), wanted);
        try {
            archive.read();
            return archive;
        } catch (JacksonException e) {
            archive.close();
            throw new UnusableImage("The archive's own description is not sound JSON.", e);
        } catch (IOException | RuntimeException e) {
            archive.close();
            throw e;
        }
    }

    ImageConfig config() {
        return config;
    }

    List<Layer> layers() {
        return layers;
    }

    /** What the archive calls its image; may be empty. */
    List<String> names() {
        return List.copyOf(names);
    }

    /** The image's configuration as it is. */
    byte[] configBytes() {
        return configBytes.clone();
    }

    /** Digests of the unpacked layers, as the configuration has them. */
    List<String> unpackedDigests() {
        return unpackedDigests;
    }

    /** The bytes of a layer as they are in the archive; a wrong digest is noticed at the end. */
    InputStream raw(Layer layer) throws IOException {
        InputStream raw = tar.open(layer.name())
                .orElseThrow(() ->
                        new UnusableImage("The archive lacks its layer " + RootDirectory.shown(layer.name()) + "."));
        return layer.digest().isEmpty() ? raw : new DigestCheck(raw, layer.digest());
    }

    /** How many bytes {@link #raw} has. */
    long size(Layer layer) {
        return tar.size(layer.name());
    }

    /** The files of a layer as a tar stream, or the bytes of a module; a wrong digest is noticed at the end. */
    InputStream content(Layer layer) throws IOException {
        InputStream buffered = new BufferedInputStream(raw(layer));
        if (layer.module()) {
            return buffered;
        }
        buffered.mark(4);
        byte[] start = buffered.readNBytes(4);
        buffered.reset();
        if (start.length == 4 && start[0] == 0x28 && start[1] == (byte) 0xb5) {
            throw new UnusableImage(
                    "A layer is compressed with zstd; save the image with gzip or uncompressed layers.");
        }
        boolean compressed = start.length > 1 && start[0] == 0x1f && start[1] == (byte) 0x8b;
        return compressed ? new GZIPInputStream(buffered) : buffered;
    }

    private void read() throws IOException {
        if (tar.has("index.json")) {
            readLayout(json("index.json", "", "index.json"), 0);
        } else if (tar.has("manifest.json")) {
            readSaved(json("manifest.json", "", "manifest.json"));
        } else {
            throw new UnusableImage("The archive holds no image: it has neither index.json (OCI image layout)"
                    + " nor manifest.json (docker save).");
        }
    }

    private void readSaved(JsonNode manifests) throws IOException {
        if (manifests.size() != 1) {
            throw new UnusableImage(
                    "The archive holds " + manifests.size() + " images; save one image into an archive.");
        }
        JsonNode manifest = manifests.get(0);
        readConfig(manifest.path("Config").asString(""), "");
        manifest.path("RepoTags").forEach(name -> names.add(name.asString("")));
        manifest.path("Layers").forEach(layer -> layers.add(new Layer(layer.asString(""), "", false)));
    }

    private void readLayout(JsonNode index, int depth) throws IOException {
        String digest = choose(index.path("manifests")).path("digest").asString("");
        index.path("manifests").forEach(each -> {
            if (each.path("digest").asString("").equals(digest)) {
                addName(each.path("annotations"));
            }
        });
        JsonNode manifest = json(blob(digest), digest, "a manifest");
        if (manifest.has("manifests")) {
            if (depth >= MOST_NESTED) {
                throw new UnusableImage("The archive nests its indexes too deep.");
            }
            readLayout(manifest, depth + 1);
            return;
        }
        JsonNode described = manifest.path("config");
        String configDigest = described.path("digest").asString("");
        readConfig(blob(configDigest), configDigest);
        manifest.path("layers").forEach(layer -> {
            String of = layer.path("digest").asString("");
            boolean module = MODULE_LAYERS.contains(layer.path("mediaType").asString(""));
            layers.add(new Layer(blob(of), of, module));
        });
    }

    private void addName(JsonNode annotations) {
        String name = annotations.path(NAME).asString("");
        String other = annotations.path(NAME_OR_TAG).asString("");
        if (!name.isEmpty()) {
            names.add(name);
        } else if (other.contains(":")) { // else it is a tag alone
            names.add(other);
        }
    }

    /** The one for the best platform that is wanted, or else the only one. An image of several names comes several times. */
    private JsonNode choose(JsonNode manifests) {
        Map<String, JsonNode> images = new LinkedHashMap<>();
        manifests.forEach(each -> {
            if (!each.path("annotations").has("vnd.docker.reference.type")) {
                images.putIfAbsent(each.path("digest").asString(""), each);
            }
        });
        List<JsonNode> candidates = List.copyOf(images.values());
        for (String platform : wanted) {
            List<JsonNode> fitting = images.values().stream()
                    .filter(each -> platform(each.path("platform")).equals(platform))
                    .toList();
            if (!fitting.isEmpty()) {
                candidates = fitting;
                break;
            }
        }
        if (candidates.size() != 1) {
            throw new UnusableImage("The archive holds " + candidates.size() + " images"
                    + (candidates.isEmpty()
                            ? "."
                            : "; it needs exactly one, or one for " + String.join(" or ", wanted) + "."));
        }
        return candidates.getFirst();
    }

    private static String platform(JsonNode described) {
        return Platforms.normalised(
                described.path("os").asString(""),
                described.path("architecture").asString(""));
    }

    private void readConfig(String name, String digest) throws IOException {
        configBytes = bytes(name, digest, "the image's configuration");
        JsonNode described = JsonMapper.shared().readTree(new ByteArrayInputStream(configBytes));
        described.path("rootfs").path("diff_ids").forEach(each -> unpackedDigests.add(each.asString("")));
        JsonNode run = described.path("config");
        Map<String, String> env = new LinkedHashMap<>();
        run.path("Env").forEach(entry -> {
            String text = entry.asString("");
            int equals = text.indexOf('=');
            if (equals > 0) {
                env.put(text.substring(0, equals), text.substring(equals + 1));
            }
        });
        config = new ImageConfig(
                texts(run.path("Entrypoint")),
                texts(run.path("Cmd")),
                env,
                run.path("WorkingDir").asString("").isEmpty()
                        ? "/"
                        : run.path("WorkingDir").asString("/"),
                run.path("User").asString(""),
                platform(described));
    }

    private static List<String> texts(JsonNode list) {
        return list.valueStream().map(each -> each.asString("")).toList();
    }

    private static String blob(String digest) {
        if (!digest.matches("sha256:[0-9a-f]{64}")) {
            throw new UnusableImage("The archive names a blob by something that is no sha256 digest: "
                    + RootDirectory.shown(digest) + ".");
        }
        return "blobs/" + digest.replace(':', '/');
    }

    private JsonNode json(String name, String digest, String what) throws IOException {
        return JsonMapper.shared().readTree(new ByteArrayInputStream(bytes(name, digest, what)));
    }

    private byte[] bytes(String name, String digest, String what) throws IOException {
        if (tar.size(name) > LARGEST_JSON) {
            throw new UnusableImage("The archive's description is too large: " + what + ".");
        }
        try (InputStream in = tar.open(name).orElseThrow(() -> new UnusableImage("The archive lacks " + what + "."))) {
            byte[] bytes = in.readAllBytes();
            if (!digest.isEmpty() && !digest.equals(Digests.of(bytes))) {
                throw new UnusableImage(
                        "The archive is damaged: " + what + " does not have the digest " + digest + ".");
            }
            return bytes;
        }
    }

    @Override
    public void close() throws IOException {
        tar.close();
    }
}
