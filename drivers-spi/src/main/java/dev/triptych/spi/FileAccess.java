package dev.triptych.spi;

import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes files of objects, whether they run or not.
 *
 * <p>Paths are absolute and mean what they mean to the workload's own program; links in them are followed as it would
 * follow them, and never lead out of its root. A driver <em>must</em> refuse with {@link DriverErrorCode#NOT_SUPPORTED} what it
 * cannot show as the program sees it, such as folders in memory. Methods are safe for use by many threads. Each may throw
 * {@link DriverErrorCode#WORKLOAD_ABSENT} and {@link DriverErrorCode#FILE_NOT_FOUND}.
 */
public interface FileAccess extends Capability {

    /**
     * Tells what is at a path, after links.
     *
     * <p>Idempotent; changes nothing.
     */
    FoundFile find(WorkloadKey key, String path);

    /**
     * Lists what is in a folder, in no order, links as themselves.
     *
     * <p>Idempotent; changes nothing. A driver may stop before the end where going on would take too long.
     *
     * @param most how many entries are told
     * @throws DriverException {@link DriverErrorCode#INVALID_SPEC} for what is no folder
     */
    Listing list(WorkloadKey key, String folder, int most);

    /**
     * Opens what is at a path, after links, as a tar stream: a file as one entry; a folder as itself, named {@code ./}, and all
     * below it, named relative to it.
     *
     * <p>Changes nothing. The caller closes the stream, also to give up early. A stream is for one thread.
     */
    InputStream openArchive(WorkloadKey key, String path);

    /**
     * Writes what is in an archive into a folder that is there. What has the name of an entry is replaced, a folder is kept with
     * what else is in it.
     *
     * <p>Idempotent. Complete on return; on failure a part may have been written.
     *
     * @param archive a tar file whose entries have been checked: relative names without {@code ..}, files, folders and links
     * @throws DriverException {@link DriverErrorCode#INVALID_SPEC} when the folder is none, or a folder would be replaced by a
     *     file or a file by a folder; {@link DriverErrorCode#NOT_SUPPORTED} when it may not be written to;
     *     {@link DriverErrorCode#STORAGE_FULL}
     */
    void unpack(WorkloadKey key, String folder, Path archive);

    /**
     * One file, folder or link.
     *
     * @param name of {@link #find} the absolute path after links; of {@link #list} the name in its folder
     * @param size of a file, in bytes; else 0
     * @param mode the lowest twelve bits, as by {@code chmod}
     * @param linkTarget as it is written in the link; null for what is none
     */
    record FoundFile(
            String name,
            FileKind type,
            long size,
            int mode,
            Instant modifiedAt,
            @Nullable String linkTarget) {}

    /** What an entry is. */
    enum FileKind {
        FILE,
        FOLDER,
        LINK,
        /** A device, a pipe or a socket. */
        OTHER
    }

    /**
     * The entries of a folder.
     *
     * @param truncated whether there are more
     */
    record Listing(List<FoundFile> entries, boolean truncated) {
        public Listing {
            entries = List.copyOf(entries);
        }
    }
}
