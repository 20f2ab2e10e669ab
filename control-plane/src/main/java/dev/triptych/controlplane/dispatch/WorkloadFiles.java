package dev.triptych.controlplane.dispatch;

import dev.triptych.controlplane.platform.DiskGuard;
import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.Home;
import dev.triptych.controlplane.platform.TriptychException;
import dev.triptych.controlplane.platform.TriptychException.Conflict;
import dev.triptych.controlplane.platform.TriptychException.InvalidRequest;
import dev.triptych.controlplane.platform.TriptychException.LimitReached;
import dev.triptych.controlplane.platform.TriptychException.Unprocessable;
import dev.triptych.controlplane.workload.BackendObject;
import dev.triptych.controlplane.workload.Desired;
import dev.triptych.controlplane.workload.KindPowers;
import dev.triptych.controlplane.workload.WorkloadQueries;
import dev.triptych.controlplane.workload.WorkloadRecord;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.FileAccess;
import dev.triptych.spi.FileAccess.FileKind;
import dev.triptych.spi.FileAccess.FoundFile;
import dev.triptych.spi.FileAccess.Listing;
import dev.triptych.spi.WorkloadKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Files of workloads, in and out. Nothing of them goes on record but the call itself, in the audit. */
@Component
public class WorkloadFiles {
    private final WorkloadQueries workloads;
    private final Drivers drivers;
    private final FilesProperties bounds;
    private final DiskGuard disk;
    private final Path incoming;
    private final Semaphore places;

    WorkloadFiles(WorkloadQueries workloads, Drivers drivers, FilesProperties bounds, DiskGuard disk, Home home) {
        this.workloads = workloads;
        this.drivers = drivers;
        this.bounds = bounds;
        this.disk = disk;
        incoming = home.folder("incoming");
        places = new Semaphore(bounds.most());
        removeLeftovers();
    }

    /** What uploads left that an earlier process did not finish. */
    private void removeLeftovers() {
        try (Stream<Path> left = Files.list(incoming)) {
            for (Path file : left.toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the folder for uploads cannot be cleared", e);
        }
    }

    /** What is at a path: a folder with its entries, or one file alone. */
    public record Found(FoundFile at, Listing listing) {}

    /**
     * What goes out.
     *
     * @param size in bytes, where it is known beforehand
     */
    public record Download(
            InputStream bytes, String name, @Nullable Long size) {}

    private record Opened(FileAccess files, WorkloadKey key) {}

    /**
     * Tells what is at a path.
     *
     * @throws TriptychException {@link ErrorCode#WORKLOAD_NOT_FOUND}, {@link ErrorCode#FILE_NOT_FOUND},
     *     {@link ErrorCode#NOT_SUPPORTED} by this kind or at this path, {@link ErrorCode#ACTION_NOT_POSSIBLE} when there is no
     *     object yet, {@link ErrorCode#TOO_MANY_REQUESTS}
     */
    public Found entries(String name, String path) {
        Opened opened = open(name);
        return placed(() -> calling(opened, files -> {
            FoundFile at = files.find(opened.key(), path);
            return new Found(
                    at,
                    at.type() == FileKind.FOLDER
                            ? files.list(opened.key(), at.name(), bounds.mostListed())
                            : new Listing(List.of(), false));
        }));
    }

    /**
     * Opens what is at a path; whoever opens it closes its stream.
     *
     * @param plain whether the bytes of one file are wanted, rather than an archive
     * @throws TriptychException as {@link #entries}, {@link ErrorCode#BODY_TOO_LARGE}, {@link ErrorCode#VALIDATION_FAILED} for the
     *     bytes of what is no file
     */
    public Download open(String name, String path, boolean plain) {
        Opened opened = open(name);
        takePlace();
        boolean done = false;
        try {
            Download download = calling(opened, files -> opened(files, opened.key(), path, plain));
            done = true;
            return download;
        } finally {
            if (!done) {
                places.release();
            }
        }
    }

    private Download opened(FileAccess files, WorkloadKey key, String path, boolean plain) {
        FoundFile at = files.find(key, path);
        if (plain && at.type() != FileKind.FILE) {
            throw InvalidRequest.of("as", "\"bytes\" is for one file, and this is none; leave it out for an archive");
        }
        if (at.size() > bounds.maxDownload().bytes()) {
            throw new LimitReached(
                    ErrorCode.BODY_TOO_LARGE,
                    "The file is larger than " + bounds.maxDownload()
                            + ", the most that is sent. triptych.files.max-download sets it.");
        }
        InputStream archive = files.openArchive(key, at.name());
        InputStream counted = new CountedStream(archive, this::checkDownload, places::release);
        Path last = Path.of(at.name()).getFileName();
        String base = last == null ? "root" : last.toString();
        return plain ? new Download(content(counted), base, at.size()) : new Download(counted, base + ".tar", null);
    }

    private void checkDownload(long bytes) throws IOException {
        if (bytes > bounds.maxDownload().bytes() + (1 << 20)) { // what an archive adds to one file
            throw new IOException("the download is larger than triptych.files.max-download");
        }
    }

    private static InputStream content(InputStream archive) {
        TarArchiveInputStream tar = new TarArchiveInputStream(archive);
        try {
            tar.getNextEntry();
            return tar;
        } catch (IOException e) {
            try (tar) {
                throw DriverFailures.toApi(new DriverException(
                        DriverErrorCode.BACKEND_REFUSED, "The file could not be read.", e.toString(), e));
            } catch (IOException closing) {
                throw new UncheckedIOException(closing);
            }
        }
    }

    /**
     * Unpacks an archive into a folder, after it was checked as a whole.
     *
     * @throws TriptychException as {@link #entries}, {@link ErrorCode#ARCHIVE_REFUSED}, {@link ErrorCode#BODY_TOO_LARGE}
     */
    public void unpack(String name, String folder, InputStream body) {
        Opened opened = open(name);
        write(opened, folder, () -> UploadedArchive.ofTar(body, incoming, bounds, disk));
    }

    /**
     * Writes one file.
     *
     * @throws TriptychException as {@link #entries}, {@link ErrorCode#BODY_TOO_LARGE}
     */
    public void write(String name, String path, InputStream body) {
        Opened opened = open(name);
        Path file = Path.of(path);
        Path folder = file.getParent();
        Path last = file.getFileName();
        if (folder == null || last == null) {
            throw InvalidRequest.of("path", "must name a file, or send an archive as application/x-tar");
        }
        write(opened, folder.toString(), () -> UploadedArchive.ofFile(body, last.toString(), incoming, bounds, disk));
    }

    private void write(Opened opened, String folder, java.util.function.Supplier<UploadedArchive> upload) {
        placed(() -> {
            // Asked before the upload is read: who sends much learns at once that it is in vain.
            calling(opened, files -> files.find(opened.key(), folder));
            try (UploadedArchive archive = upload.get()) {
                return calling(opened, files -> {
                    files.unpack(opened.key(), folder, archive.file());
                    return true;
                });
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private Opened open(String name) {
        WorkloadRecord workload = workloads.get(name).workload();
        Optional<String> never = KindPowers.noFiles(workload.description().kind());
        if (never.isPresent() && workload.desired() != Desired.DELETED) {
            throw new Unprocessable(ErrorCode.NOT_SUPPORTED, "Its files cannot be reached: " + never.get() + ".");
        }
        BackendObject object = workload.object();
        if (object == null || workload.desired() == Desired.DELETED) {
            throw new Conflict(
                    ErrorCode.ACTION_NOT_POSSIBLE,
                    "It has no files now: " + (object == null ? "it has not been created yet" : "it is being deleted")
                            + ".");
        }
        FileAccess files = drivers.of(object.kind())
                .capability(FileAccess.class)
                .orElseThrow(() -> new Unprocessable(
                        ErrorCode.NOT_SUPPORTED, "Files of workloads of this kind cannot be reached here."));
        return new Opened(files, object.key(workload.id()));
    }

    private static <T> T calling(Opened opened, Function<FileAccess, T> call) {
        try {
            return call.apply(opened.files());
        } catch (DriverException e) {
            throw DriverFailures.toApi(e);
        }
    }

    private <T> T placed(java.util.function.Supplier<T> action) {
        takePlace();
        try {
            return action.get();
        } finally {
            places.release();
        }
    }

    private void takePlace() {
        if (!places.tryAcquire()) {
            throw new LimitReached(
                    ErrorCode.TOO_MANY_REQUESTS,
                    bounds.most() + " transfers of files are under way. Wait until one ends.");
        }
    }
}
