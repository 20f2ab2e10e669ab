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
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    private final TarIndex tar;
    private final List<Layer> layers = new ArrayList<>();
    private ImageConfig config = new ImageConfig(List.of(), List.of(), Map.of(), "/", "", Platforms.WASM);

    /**
     * One part of the image.
     *
     * @param name of its file in the archive
     * @param digest that its bytes must have; empty when the archive does not say
     * @param module whether it is a module itself rather than files
     */
    record Layer(String name, String digest, boolean module) {}

    private ImageArchive(TarIndex tar) {
        this.tar = tar;
    }

    /** Reads what the archive says about its image; {@code scratch} is a file to be made and deleted again. */
    static ImageArchive open(Path file, Path scratch, OciProperties limits) throws IOException {
        ImageArchive archive = new ImageArchive(
                TarIndex.open(file, scratch, limits.maxUnpacked().bytes()));
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

    /** The files of a layer as a tar stream, or the bytes of a module; a wrong digest is noticed at the end. */
    InputStream content(Layer layer) throws IOException {
        InputStream raw = tar.open(layer.name())
                .orElseThrow(() -> new UnusableImage("The archive lacks its layer " + layer.name() + "."));
        InputStream checked = layer.digest().isEmpty() ? raw : new DigestCheck(raw, layer.digest());
        InputStream buffered = new BufferedInputStream(checked);
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
        String name = manifest.path("Config").asString("");
        readConfig(json(name, "", "the image's configuration"));
        manifest.path("Layers").forEach(layer -> layers.add(new Layer(layer.asString(""), "", false)));
    }

    private void readLayout(JsonNode index, int depth) throws IOException {
        JsonNode chosen = choose(index.path("manifests"));
        String digest = chosen.path("digest").asString("");
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
        readConfig(json(blob(configDigest), configDigest, "the image's configuration"));
        manifest.path("layers").forEach(layer -> {
            String of = layer.path("digest").asString("");
            boolean module = MODULE_LAYERS.contains(layer.path("mediaType").asString(""));
            layers.add(new Layer(blob(of), of, module));
        });
    }

    /** The one for Wasm, or else the only one. */
    private static JsonNode choose(JsonNode manifests) {
        List<JsonNode> images = manifests
                .valueStream()
                .filter(each -> !each.path("annotations").has("vnd.docker.reference.type"))
                .toList();
        List<JsonNode> forWasm = images.stream()
                .filter(each -> platform(each.path("platform")).equals(Platforms.WASM))
                .toList();
        List<JsonNode> candidates = forWasm.isEmpty() ? images : forWasm;
        if (candidates.size() != 1) {
            throw new UnusableImage("The archive holds " + candidates.size() + " images"
                    + (candidates.isEmpty() ? "." : "; it needs exactly one, or one for wasi/wasm."));
        }
        return candidates.getFirst();
    }

    private static String platform(JsonNode described) {
        return Platforms.normalised(
                described.path("os").asString(""),
                described.path("architecture").asString(""));
    }

    private void readConfig(JsonNode described) {
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
        if (tar.size(name) > LARGEST_JSON) {
            throw new UnusableImage("The archive's description is too large: " + what + ".");
        }
        try (InputStream in = tar.open(name).orElseThrow(() -> new UnusableImage("The archive lacks " + what + "."))) {
            byte[] bytes = in.readAllBytes();
            if (!digest.isEmpty() && !digest.equals(Digests.of(bytes))) {
                throw new UnusableImage(
                        "The archive is damaged: " + what + " does not have the digest " + digest + ".");
            }
            return JsonMapper.shared().readTree(new ByteArrayInputStream(bytes));
        }
    }

    @Override
    public void close() throws IOException {
        tar.close();
    }
}
