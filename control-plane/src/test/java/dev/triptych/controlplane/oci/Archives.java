package dev.triptych.controlplane.oci;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Builds tar archives and images in them, sound ones and others. */
public final class Archives {
    static final byte[] MODULE = {0, 'a', 's', 'm', 1, 0, 0, 0};

    private Archives() {}

    /** A tar archive, entry by entry. */
    static final class Tar {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes);

        Tar() {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        }

        Tar file(String name, byte[] content) {
            TarArchiveEntry entry = new TarArchiveEntry(name, true);
            entry.setSize(content.length);
            return add(entry, content);
        }

        Tar file(String name, String content) {
            return file(name, content.getBytes(StandardCharsets.UTF_8));
        }

        Tar directory(String name) {
            return add(new TarArchiveEntry(name + "/", true), new byte[0]);
        }

        Tar link(String name, String target) {
            return special(name, TarArchiveEntry.LF_SYMLINK, target);
        }

        Tar hardLink(String name, String target) {
            return special(name, TarArchiveEntry.LF_LINK, target);
        }

        Tar device(String name) {
            return special(name, TarArchiveEntry.LF_CHR, "");
        }

        private Tar special(String name, byte type, String target) {
            TarArchiveEntry entry = new TarArchiveEntry(name, type, true);
            entry.setLinkName(target);
            return add(entry, new byte[0]);
        }

        private Tar add(TarArchiveEntry entry, byte[] content) {
            try {
                tar.putArchiveEntry(entry);
                tar.write(content);
                tar.closeArchiveEntry();
                return this;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        byte[] build() {
            try {
                tar.finish();
                return bytes.toByteArray();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** What {@code docker save} writes. */
    static byte[] saved(String config, byte[]... layers) {
        Tar tar = new Tar().file("abc.json", config);
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < layers.length; i++) {
            tar.file(i + "/layer.tar", layers[i]);
            names.append(i == 0 ? "" : ",").append('"').append(i).append("/layer.tar\"");
        }
        return tar.file(
                        "manifest.json",
                        "[{\"Config\":\"abc.json\",\"RepoTags\":[\"x:1\"],\"Layers\":[" + names + "]}]")
                .build();
    }

    /** What {@code docker save} writes of an image for this host with one file in it, which has this text. */
    public static byte[] savedForThisHost(String name, String text) {
        return savedFor(
                Platforms.ofThisHost(), name, new Tar().file("hello", text).build());
    }

    /** What {@code docker save} writes of an image with one layer. */
    public static byte[] savedFor(String platform, String name, byte[] layer) {
        String[] parts = platform.split("/", -1);
        String config = "{\"os\":\"" + parts[0] + "\",\"architecture\":\"" + parts[1]
                + "\",\"config\":{},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"" + Digests.of(layer) + "\"]}}";
        String names = name.isEmpty() ? "" : "\"" + name + "\"";
        return new Tar()
                .file("abc.json", config)
                .file("0/layer.tar", layer)
                .file(
                        "manifest.json",
                        "[{\"Config\":\"abc.json\",\"RepoTags\":[" + names + "],\"Layers\":[\"0/layer.tar\"]}]")
                .build();
    }

    /** A layer with one file of this name. */
    public static byte[] layer(String file) {
        return new Tar().file(file, "x").build();
    }

    /** An OCI image layout with one image; layers by media type. */
    static byte[] layout(String config, String configType, Map<String, byte[]> layers) {
        Map<String, byte[]> blobs = new LinkedHashMap<>();
        StringBuilder described = new StringBuilder();
        layers.forEach((type, bytes) -> described
                .append(described.isEmpty() ? "" : ",")
                .append(descriptor(blobs, type.replaceFirst(" .*", ""), bytes)));
        String manifest = "{\"schemaVersion\":2,\"config\":"
                + descriptor(blobs, configType, config.getBytes(StandardCharsets.UTF_8)) + ",\"layers\":[" + described
                + "]}";
        String index = "{\"manifests\":["
                + descriptor(
                        blobs, "application/vnd.oci.image.manifest.v1+json", manifest.getBytes(StandardCharsets.UTF_8))
                + "]}";
        Tar tar = new Tar()
                .file("oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}")
                .file("index.json", index);
        blobs.forEach((digest, bytes) -> tar.file("blobs/" + digest.replace(':', '/'), bytes));
        return tar.build();
    }

    private static String descriptor(Map<String, byte[]> blobs, String type, byte[] bytes) {
        String digest = Digests.of(bytes);
        blobs.put(digest, bytes);
        return "{\"mediaType\":\"" + type + "\",\"digest\":\"" + digest + "\",\"size\":" + bytes.length + "}";
    }

    static byte[] compressed(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static String runs(String... command) {
        return "{\"os\":\"linux\",\"architecture\":\"amd64\",\"config\":{\"Env\":[\"A=from the image\",\"B=2\"],"
                + "\"WorkingDir\":\"/app\",\"Entrypoint\":["
                + (command.length == 0 ? "" : "\"" + String.join("\",\"", command) + "\"")
                + "],\"Cmd\":[\"--default\"]}}";
    }

    static String runsNothing() {
        return "{\"os\":\"wasip1\",\"architecture\":\"wasm\",\"config\":{}}";
    }
}
