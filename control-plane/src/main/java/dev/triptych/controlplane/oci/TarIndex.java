package dev.triptych.controlplane.oci;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.io.input.BoundedInputStream;
import org.jspecify.annotations.Nullable;

/** Where the plain files of a tar archive lie, so that each can be read without unpacking any. */
final class TarIndex implements Closeable {
    private static final int MOST_ENTRIES = 10_000;
    private static final int GZIP_MARK = 0x1f8b;

    private final FileChannel archive;
    private final Map<String, Place> places = new HashMap<>();
    /** What {@code docker save} of old writes for a layer that two images have. */
    private final Map<String, String> links = new HashMap<>();

    private record Place(long offset, long size) {}

    private TarIndex(FileChannel archive) {
        this.archive = archive;
    }

    /**
     * Reads the archive once. A compressed one is unpacked into {@code scratch} first, which is deleted at the end.
     *
     * @param most bytes that a compressed archive may have unpacked
     * @param written told, as {@code scratch} grows, how many bytes it has; may refuse by throwing
     */
    static TarIndex open(Path file, Path scratch, long most, LongConsumer written) throws IOException {
        if (!isCompressed(file)) {
            return indexed(FileChannel.open(file, StandardOpenOption.READ));
        }
        try (InputStream unpacked = new GZIPInputStream(Files.newInputStream(file))) {
            Files.copy(BoundedCopy.of(unpacked, most, "The archive", written), scratch);
        }
        return indexed(FileChannel.open(scratch, StandardOpenOption.READ, StandardOpenOption.DELETE_ON_CLOSE));
    }

    private static boolean isCompressed(Path file) throws IOException {
        try (InputStream start = Files.newInputStream(file)) {
            return (start.read() << Byte.SIZE | start.read()) == GZIP_MARK;
        }
    }

    private static TarIndex indexed(FileChannel archive) throws IOException {
        TarIndex index = new TarIndex(archive);
        try {
            index.read();
            return index;
        } catch (IOException | RuntimeException e) {
            index.close();
            throw e;
        }
    }

    private void read() throws IOException {
        // Not closed here: that would close the channel.
        BoundedTarStream tar =
                BoundedTarStream.of(new BufferedInputStream(Channels.newInputStream(archive.position(0))));
        int entries = 0;
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            if (++entries > MOST_ENTRIES) {
                throw new UnusableImage("The archive has more than " + MOST_ENTRIES + " entries.");
            }
            String name = entry.getName().replaceFirst("^\\./", "");
            if (RootDirectory.isPlain(entry) && !entry.isSparse()) {
                places.put(name, new Place(tar.getBytesRead(), entry.getSize()));
            } else if (entry.isSymbolicLink()) {
                links.put(name, target(name, entry.getLinkName()));
            }
        }
    }

    /** Where a link leads within the archive; one that leads out of it leads to nothing. */
    private static String target(String name, String link) {
        try {
            return Path.of(name).resolveSibling(link).normalize().toString();
        } catch (InvalidPathException e) {
            throw new UnusableImage("An entry of the archive has a name that no file can have.", e);
        }
    }

    private @Nullable Place place(String name) {
        Place place = places.get(name);
        return place == null ? places.get(links.getOrDefault(name, "")) : place;
    }

    boolean has(String name) {
        return place(name) != null;
    }

    /** One file as a stream; empty when there is none of that name. */
    Optional<InputStream> open(String name) throws IOException {
        Place place = place(name);
        if (place == null) {
            return Optional.empty();
        }
        return Optional.of(BoundedInputStream.builder()
                .setInputStream(Channels.newInputStream(archive.position(place.offset())))
                .setMaxCount(place.size())
                .setPropagateClose(false)
                .get());
    }

    long size(String name) {
        Place place = place(name);
        return place == null ? 0 : place.size();
    }

    @Override
    public void close() throws IOException {
        archive.close();
    }
}
