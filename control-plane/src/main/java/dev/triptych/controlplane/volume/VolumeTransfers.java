package dev.triptych.controlplane.volume;

import dev.triptych.controlplane.journal.ReasonCode;
import dev.triptych.controlplane.oci.RootDirectory;
import dev.triptych.controlplane.oci.Unpacking;
import dev.triptych.controlplane.oci.UnusableImage;
import dev.triptych.controlplane.platform.Actor;
import dev.triptych.controlplane.platform.DiskGuard;
import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException;
import dev.triptych.controlplane.platform.TriptychException.LimitReached;
import dev.triptych.controlplane.platform.TriptychException.Unprocessable;
import dev.triptych.spi.ByteSize;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import org.springframework.stereotype.Component;

/** Brings volumes out and in, as tar archives. */
@Component
public class VolumeTransfers {
    private static final int READ_WHILE_WRITTEN = 1; // GNU tar: some file changed while it was read

    private final VolumeLibrary library;
    private final VolumeProperties properties;
    private final DiskGuard disk;
    private final Semaphore transfers;

    VolumeTransfers(VolumeLibrary library, VolumeProperties properties, DiskGuard disk) {
        this.library = library;
        this.properties = properties;
        this.disk = disk;
        this.transfers = new Semaphore(properties.maxTransfers());
    }

    /** An archive that is ready to be sent. */
    public interface Archive {
        /** Sends it, once. */
        void sendTo(OutputStream target) throws IOException;
    }

    /**
     * Opens a volume for being read as a whole. Guests may write meanwhile, and swap directories for links: tar opens each
     * name without following it, and stays on the one file system.
     *
     * @throws TriptychException {@link ErrorCode#VOLUME_NOT_FOUND}, {@link ErrorCode#TOO_MANY_REQUESTS}
     */
    public Archive export(String name) {
        Path directory = open(name);
        if (transfers.availablePermits() == 0) {
            throw tooMany();
        }
        return target -> {
            transfers.acquireUninterruptibly();
            try {
                HostProgram.stream(
                        target,
                        READ_WHILE_WRITTEN,
                        "tar",
                        "--create",
                        "--file=-",
                        "--directory=" + directory,
                        "--numeric-owner",
                        "--one-file-system",
                        ".");
            } finally {
                transfers.release();
            }
        };
    }

    private Path open(String name) {
        try {
            return library.openNow(name);
        } catch (IOException e) {
            throw new UncheckedIOException("the volume \"" + name + "\" cannot be opened", e);
        }
    }

    private LimitReached tooMany() {
        return new LimitReached(
                ErrorCode.TOO_MANY_REQUESTS,
                properties.maxTransfers()
                        + " exports and imports are under way, as many as may be. Try again in a moment.");
    }

    /**
     * Fills an empty volume. After a refusal it is empty again.
     *
     * @param announced bytes that the caller means to send; 0 when it did not say
     * @throws TriptychException {@link ErrorCode#VOLUME_NOT_FOUND}, {@link ErrorCode#VOLUME_IN_USE},
     *     {@link ErrorCode#ACTION_NOT_POSSIBLE} when it is not empty, {@link ErrorCode#SOURCE_INVALID},
     *     {@link ErrorCode#BODY_TOO_LARGE} when it does not fit
     */
    public VolumeLibrary.Listed fill(String name, InputStream archive, long announced, Actor actor) {
        ByteSize size = library.require(name).size();
        ByteSize most = size == null ? properties.maxSize() : size;
        if (announced > most.bytes()) {
            throw tooLarge(name, most);
        }
        disk.requireSpaceFor(announced);
        if (!transfers.tryAcquire()) {
            throw tooMany();
        }
        try {
            unpack(name, archive, most);
        } catch (IOException e) {
            throw new UncheckedIOException("the volume \"" + name + "\" could not be filled", e);
        } finally {
            transfers.release();
        }
        library.tell(
                "volume.filled",
                name,
                ReasonCode.VOLUME_FILLED,
                actor,
                "Imported an archive into the volume \"" + name + "\".");
        return library.get(name);
    }

    private void unpack(String name, InputStream archive, ByteSize most) throws IOException {
        Path directory = library.beginFilling(name);
        boolean complete = false;
        try {
            new RootDirectory(directory, Unpacking.ofArchive(most.bytes(), properties.maxEntries()))
                    .add(new WatchedStream(archive, disk));
            complete = true;
        } catch (UnusableImage e) {
            throw new Unprocessable(ErrorCode.SOURCE_INVALID, e.safeMessage());
        } catch (IOException e) {
            throw refusal(name, most, e);
        } finally {
            library.endFilling(name, complete);
        }
    }

    private static RuntimeException refusal(String name, ByteSize most, IOException failure) {
        String words = String.valueOf(failure.getMessage());
        if (words.contains("No space left")) {
            return tooLarge(name, most);
        }
        return failure instanceof FileSystemException && !words.contains("File name too long")
                ? new UncheckedIOException("the volume \"" + name + "\" could not be filled", failure)
                : new Unprocessable(
                        ErrorCode.SOURCE_INVALID,
                        "The archive is not a sound tar archive, has a name that no file can have, or did not arrive"
                                + " whole.");
    }

    private static LimitReached tooLarge(String name, ByteSize most) {
        return new LimitReached(
                ErrorCode.BODY_TOO_LARGE,
                "The archive does not fit into the volume \"" + name + "\", which takes " + most + " at most.");
    }
}
