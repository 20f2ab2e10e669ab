package dev.triptych.driver.container;

import com.github.dockerjava.api.exception.NotFoundException;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads files out of a container through the Engine's archives, whether it runs or not. Nothing is unpacked to disk: a
 * small file is held in memory, of a large one the pieces that are asked for are read each in a pass of its own.
 */
final class ContainerFiles {
    private static final int KEPT_BYTES = 16 << 20;
    private static final long MOST_BYTES = 1L << 30;
    private static final int MOST_LINKS = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Engine engine;
    private final String container;

    /** A plain file, after links. */
    record Found(String path, FileRanges content) {}

    /** The head of an archive: a link's target, or a file with its first bytes. */
    @SuppressWarnings("ArrayRecordComponent") // read, never compared
    private record Head(@Nullable String link, long size, byte[] bytes) {}

    ContainerFiles(Engine engine, String container) {
        this.engine = engine;
        this.container = container;
    }

    /**
     * Finds a plain file; empty when there is none.
     *
     * @param path absolute; links are followed within the container
     */
    Optional<Found> find(String path) {
        Path at = Path.of("/").resolve(path).normalize();
        for (int links = 0; links < MOST_LINKS; links++) {
            String name = at.toString();
            Optional<Head> head = open(name, ContainerFiles::head);
            if (head.isEmpty()) {
                return Optional.empty();
            }
            String link = head.get().link();
            if (link == null) {
                return Optional.of(new Found(name, ranges(name, head.get())));
            }
            Path parent = at.getParent();
            if (parent == null || link.indexOf('\0') >= 0) {
                return Optional.empty();
            }
            at = parent.resolve(link).normalize();
        }
        return Optional.empty();
    }

    private FileRanges ranges(String name, Head head) {
        return new FileRanges() {
            @Override
            public long size() {
                return head.size();
            }

            @Override
            public byte[] read(long offset, int length) throws IOException {
                if (offset < 0 || length < 0 || offset > size() - length) {
                    throw new MalformedFileException("what it points to is not within it");
                }
                if (offset + length <= head.bytes().length) {
                    return java.util.Arrays.copyOfRange(head.bytes(), (int) offset, (int) offset + length);
                }
                return open(name, tar -> {
                            tar.skipNBytes(offset);
                            return Optional.of(readFully(tar, length));
                        })
                        .orElseThrow(() -> new EOFException(name + " is gone"));
            }
        };
    }

    private interface Reading<T> {
        Optional<T> of(TarArchiveInputStream tar) throws IOException;
    }

    private static Optional<Head> head(TarArchiveInputStream tar) throws IOException {
        TarArchiveEntry entry = tar.getCurrentEntry();
        if (entry.isSymbolicLink()) {
            return Optional.of(new Head(entry.getLinkName(), 0, new byte[0]));
        }
        if (!entry.isFile() || entry.getSize() > MOST_BYTES) {
            return Optional.empty();
        }
        int kept = (int) Math.min(entry.getSize(), KEPT_BYTES);
        return Optional.of(new Head(null, entry.getSize(), readFully(tar, kept)));
    }

    private static byte[] readFully(InputStream from, int length) throws IOException {
        byte[] bytes = from.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the archive broke off");
        }
        return bytes;
    }

    /** Has the first entry of a path's archive read; empty when there is no such path. */
    private <T> Optional<T> open(String path, Reading<T> reading) {
        return engine.call("read a file of the container", PATIENCE, docker -> {
            try (TarArchiveInputStream tar = new TarArchiveInputStream(
                    docker.copyArchiveFromContainerCmd(container, path).exec())) {
                return tar.getNextEntry() == null ? Optional.empty() : reading.of(tar);
            } catch (NotFoundException absent) {
                return Optional.empty();
            } catch (IOException e) {
                throw new DriverException(
                        DriverErrorCode.BACKEND_REFUSED,
                        "A file of the container could not be read.",
                        path + ": " + e,
                        new UncheckedIOException(e));
            }
        });
    }
}
