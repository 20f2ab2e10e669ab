package dev.triptych.controlplane.artifact;

import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException.LimitReached;
import dev.triptych.spi.ByteSize;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Files named by the digest of their bytes: {@code sha256/ab/<64 digits>}. A file is there as a whole or not at all, and
 * is never written again.
 */
final class ContentFiles {
    private static final String PREFIX = "sha256:";
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");
    private static final int CHUNK = 128 * 1024;
    /** How much may arrive before it is asked again whether there is room: nobody has to say how much will come. */
    private static final long STRETCH = 64L << 20;

    private final Path contents;
    private final Path incoming;
    private final Clock clock;

    /** Also clears what uploads left that an earlier process did not finish. */
    ContentFiles(Path folder, Clock clock) {
        this.clock = clock;
        this.contents = folder.resolve("sha256");
        this.incoming = folder.resolve("incoming");
        try {
            Files.createDirectories(contents);
            Files.createDirectories(incoming);
            for (Path abandoned : files(incoming)) {
                Files.delete(abandoned);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the folder for artifacts cannot be made", e);
        }
    }

    /** Bytes that have arrived and are durable, but have no place yet. */
    record Received(Path file, String digest, long size) {}

    /**
     * Writes a stream to disk and digests it on the way.
     *
     * @param room throws when there is none for more
     * @throws LimitReached {@link ErrorCode#BODY_TOO_LARGE}; nothing is left then, nor when there is no room
     */
    Received receive(InputStream stream, long maxBytes, Runnable room) throws IOException {
        Path file = incoming.resolve(UUID.randomUUID().toString());
        boolean done = false;
        try (FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            MessageDigest digest = sha256();
            byte[] chunk = new byte[CHUNK];
            long size = 0;
            long asked = 0;
            for (int read = stream.read(chunk); read >= 0; read = stream.read(chunk)) {
                size += read;
                if (size > maxBytes) {
                    throw tooLarge(maxBytes);
                }
                if (size - asked > STRETCH) {
                    asked = size;
                    room.run();
                }
                digest.update(chunk, 0, read);
                write(channel, ByteBuffer.wrap(chunk, 0, read));
            }
            channel.force(true);
            done = true;
            return new Received(file, PREFIX + HexFormat.of().formatHex(digest.digest()), size);
        } finally {
            if (!done) {
                Files.deleteIfExists(file);
            }
        }
    }

    static LimitReached tooLarge(long maxBytes) {
        return new LimitReached(
                ErrorCode.BODY_TOO_LARGE,
                "The artifact is larger than " + new ByteSize(maxBytes)
                        + ", the most that is stored. triptych.artifact.max-size sets it.");
    }

    /** Gives received bytes their place; bytes that are there already are left, and their age begins anew. */
    void keep(Received received) throws IOException {
        Path folder = folder(received.digest());
        Path place = place(received.digest());
        if (Files.exists(place)) {
            touch(place);
            Files.delete(received.file());
            return;
        }
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(received.file(), PosixFilePermissions.fromString("r--------"));
        Files.move(received.file(), place, StandardCopyOption.ATOMIC_MOVE);
        sync(folder);
        sync(contents);
    }

    void drop(Received received) throws IOException {
        Files.deleteIfExists(received.file());
    }

    /** The file with these bytes; empty when they are not kept. */
    Optional<Path> find(String digest) {
        return Optional.of(digest)
                .filter(text -> DIGEST.matcher(text).matches())
                .map(this::place)
                .filter(Files::exists);
    }

    /** Digests of all bytes that were stored, or last let go, before a time. */
    List<String> olderThan(Instant time) throws IOException {
        try (Stream<Path> folders = Files.list(contents)) {
            return folders.flatMap(folder -> files(folder).stream())
                    .filter(file -> age(file).isBefore(time))
                    .map(file -> PREFIX + file.getFileName())
                    .toList();
        }
    }

    void delete(String digest) throws IOException {
        Files.deleteIfExists(place(digest));
    }

    /** Begins the age of bytes anew. */
    void touch(String digest) throws IOException {
        Path place = place(digest);
        if (Files.exists(place)) {
            touch(place);
        }
    }

    private void touch(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
    }

    private Path place(String digest) {
        return folder(digest).resolve(digest.substring(PREFIX.length()));
    }

    private Path folder(String digest) {
        return contents.resolve(digest.substring(PREFIX.length(), PREFIX.length() + 2));
    }

    private static Instant age(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Makes a rename durable. */
    private static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
