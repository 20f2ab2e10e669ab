package dev.triptych.controlplane.oci;

import dev.triptych.controlplane.platform.Json;
import dev.triptych.spi.ImageStore.Content;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * An image in an archive that was checked as a whole: its layers are sound, unpack to no more than they may, stay within their
 * root, and have the digests that the configuration names. It is written anew for whoever loads it, so that nobody reads what
 * was not checked here.
 */
public final class LoadableImage implements Closeable {
    private final ImageArchive archive;
    private final Unpacking bounds;
    private final Content content;
    private long bytes;
    private int entries;

    private LoadableImage(ImageArchive archive, Unpacking bounds) {
        this.archive = archive;
        this.bounds = bounds;
        content = new Content(Digests.of(archive.configBytes()), archive.unpackedDigests());
    }

    /**
     * Reads and checks an archive.
     *
     * @param scratch a file to be made and deleted again, for an archive that is compressed
     * @param platform which image to take, as {@code os/architecture}; null for one that this host runs
     * @param written told, as {@code scratch} grows, how many bytes it has; may refuse by throwing
     * @throws UnusableImage saying what is wrong with it, or for which platform it is
     * @throws IOException when it is no sound tar archive, or cannot be read
     */
    public static LoadableImage open(
            Path file, Path scratch, Unpacking bounds, @Nullable String platform, LongConsumer written)
            throws IOException {
        List<String> wanted = platform == null
                ? List.of(Platforms.ofThisHost(), Platforms.WASM)
                : List.of(Platforms.normalised(platform));
        ImageArchive archive = read(file, scratch, bounds, wanted, written);
        try {
            requirePlatform(archive.config().platform(), wanted, platform);
            LoadableImage image = new LoadableImage(archive, bounds);
            image.check();
            return image;
        } catch (IllegalArgumentException e) {
            archive.close();
            throw new UnusableImage("A layer is not a sound tar archive.", e);
        } catch (IOException | RuntimeException e) {
            archive.close();
            throw e;
        }
    }

    private static ImageArchive read(
            Path file, Path scratch, Unpacking bounds, List<String> wanted, LongConsumer written) throws IOException {
        try {
            return ImageArchive.open(file, scratch, bounds.maxBytes(), wanted, written);
        } catch (IllegalArgumentException e) {
            throw new UnusableImage("The archive is not a sound tar archive.", e);
        }
    }

    private static void requirePlatform(String made, List<String> wanted, @Nullable String asked) {
        if (wanted.contains(made)) {
            return;
        }
        String shown = made.replaceAll("[^a-z0-9/_.-]", "?");
        throw UnusableImage.forAnotherPlatform(
                asked == null
                        ? "The image is made for " + shown + ", and this host runs " + wanted.getFirst()
                                + ". Save one made for " + wanted.getFirst() + ", or say that you want it"
                                + " nevertheless: platform=" + shown + "."
                        : "The image is made for " + shown + ", and platform asks for " + wanted.getFirst() + ".");
    }

    /** What makes it this image. */
    public Content content() {
        return content;
    }

    /** What the archive calls it; may be empty. */
    public List<String> names() {
        return archive.names();
    }

    /** What it is made for, as {@code os/architecture}. */
    public String platform() {
        return archive.config().platform();
    }

    /** What its layers unpack to, in bytes. */
    public long unpackedBytes() {
        return bytes;
    }

    /** What its layers take as the archive has them, in bytes. */
    public long archivedBytes() {
        return archive.layers().stream().mapToLong(archive::size).sum();
    }

    private void check() throws IOException {
        List<ImageArchive.Layer> layers = archive.layers();
        if (layers.stream().anyMatch(ImageArchive.Layer::module)) {
            throw new UnusableImage(
                    "The archive holds a WebAssembly module and no image. Store it with PUT /artifacts.");
        }
        if (layers.isEmpty() || layers.size() != content.layers().size()) {
            throw new UnusableImage("The archive has " + layers.size() + " layers, and its image's configuration names "
                    + content.layers().size() + ".");
        }
        for (int i = 0; i < layers.size(); i++) {
            check(layers.get(i), content.layers().get(i));
        }
    }

    private void check(ImageArchive.Layer layer, String digest) throws IOException {
        InputStream bounded = BoundedCopy.of(archive.content(layer), bounds.maxBytes() - bytes, bounds.subject());
        String found;
        try (ReadThrough in = new ReadThrough(bounded)) {
            BoundedTarStream tar = BoundedTarStream.of(in);
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                check(entry);
            }
            in.transferTo(OutputStream.nullOutputStream()); // what follows the end of the archive counts as well
            bytes += in.count();
            found = in.digest();
        }
        if (!found.equals(digest)) {
            throw new UnusableImage("The archive is damaged: a layer does not have the digest "
                    + RootDirectory.shown(digest) + ", which its image's configuration names.");
        }
    }

    private void check(TarArchiveEntry entry) {
        if (++entries > bounds.maxEntries()) {
            throw new UnusableImage(bounds.subject() + " has more than " + bounds.maxEntries() + " files.");
        }
        requireWithin(entry.getName());
        if (entry.isLink()) {
            requireWithin(entry.getLinkName());
        }
    }

    private static void requireWithin(String name) {
        boolean climbs = Stream.of(name.split("/", -1)).anyMatch(".."::equals);
        if (climbs || name.indexOf('\0') >= 0) {
            throw new UnusableImage("An entry of a layer climbs out of it: " + RootDirectory.shown(name) + ".");
        }
    }

    /**
     * Writes it in the format of {@code docker save}, with these names and nothing that was not checked.
     *
     * @throws UnusableImage when a layer does not have the digest that the archive says
     */
    public void writeTo(Path target, List<String> names) throws IOException {
        Map<String, Object> manifest = new LinkedHashMap<>();
        String config = plain(content.configDigest()) + ".json";
        manifest.put("Config", config);
        manifest.put("RepoTags", names);
        manifest.put(
                "Layers", content.layers().stream().map(LoadableImage::nameOf).toList());
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(Files.newOutputStream(target), "UTF-8")) {
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            Set<String> written = new HashSet<>();
            for (int i = 0; i < archive.layers().size(); i++) {
                String name = nameOf(content.layers().get(i));
                if (written.add(name)) {
                    write(tar, name, archive.layers().get(i));
                }
            }
            write(tar, config, archive.configBytes());
            byte[] json = Json.write(List.of(manifest)).getBytes(StandardCharsets.UTF_8);
            write(tar, "manifest.json", json);
            tar.finish();
        }
    }

    private static String plain(String digest) {
        return digest.replaceFirst("^sha256:", "");
    }

    private static String nameOf(String layer) {
        return plain(layer) + "/layer.tar";
    }

    private void write(TarArchiveOutputStream tar, String name, ImageArchive.Layer layer) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(archive.size(layer));
        tar.putArchiveEntry(entry);
        try (InputStream raw = archive.raw(layer)) {
            raw.transferTo(tar);
        }
        tar.closeArchiveEntry();
    }

    private static void write(TarArchiveOutputStream tar, String name, byte[] content) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    @Override
    public void close() throws IOException {
        archive.close();
    }
}
