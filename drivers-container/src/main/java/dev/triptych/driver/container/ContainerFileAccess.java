package dev.triptych.driver.container;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.FileAccess;
import dev.triptych.spi.WorkloadKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/** Files of containers by the Engine's archives, which follow links within the container's root alone. */
final class ContainerFileAccess implements FileAccess {
    private static final int MODE_BITS = 07777;
    private static final int MOST_LINKS = 40;
    private static final int FORBIDDEN = 403;
    private static final int BAD_REQUEST = 400;
    private static final Duration LISTING = Duration.ofSeconds(30);
    private static final Duration WRITING = Duration.ofMinutes(10);
    /** Made by the kernel or the runtime: the Engine's archives have an empty folder in their place. */
    private static final List<String> MADE_AT_START = List.of("/proc", "/sys", "/dev");

    private final Engine engine;
    private final Containers containers;

    ContainerFileAccess(Engine engine, Containers containers) {
        this.engine = engine;
        this.containers = containers;
    }

    /** A container, and the places in it that are not in its archives. */
    private record Opened(String id, List<String> elsewhere) {
        Path reachable(Path path) {
            for (String place : elsewhere) {
                if (path.startsWith(place)) {
                    throw new DriverException(
                            DriverErrorCode.NOT_SUPPORTED,
                            place + " is made in memory when the container starts, and cannot be reached from outside."
                                    + " Run a command in it instead.");
                }
            }
            return path;
        }
    }

    private Opened open(WorkloadKey key) {
        InspectContainerResponse container = containers.inspect(key).orElseThrow(() -> Containers.absent(key));
        HostConfig host = container.getHostConfig();
        List<Mount> mounts = host == null ? null : host.getMounts();
        Stream<String> inMemory = mounts == null
                ? Stream.of()
                : mounts.stream()
                        .filter(mount -> mount.getType() == MountType.TMPFS)
                        .map(Mount::getTarget)
                        .filter(Objects::nonNull);
        return new Opened(
                container.getId(),
                Stream.concat(MADE_AT_START.stream(), inMemory).toList());
    }

    @Override
    public FoundFile find(WorkloadKey key, String path) {
        return find(open(key), path);
    }

    private FoundFile find(Opened container, String path) {
        Path at = Path.of("/").resolve(path).normalize();
        for (int links = 0; links < MOST_LINKS; links++) {
            String name = container.reachable(at).toString();
            FoundFile found = entry(first(container, name), name);
            String target = found.linkTarget();
            if (target == null) {
                return found;
            }
            at = Objects.requireNonNullElse(at.getParent(), at).resolve(target).normalize();
        }
        throw notFound(path);
    }

    /** The entry that stands for the path itself. */
    private TarArchiveEntry first(Opened container, String path) {
        return engine.call("read a file of the container", LISTING, _ -> {
            try (TarArchiveInputStream tar = new TarArchiveInputStream(archive(container, path))) {
                TarArchiveEntry entry = tar.getNextEntry();
                if (entry == null) {
                    throw notFound(path);
                }
                return entry;
            } catch (IOException e) {
                throw broken(path, e);
            }
        });
    }

    @Override
    public Listing list(WorkloadKey key, String folder, int most) {
        Opened container = open(key);
        FoundFile found = find(container, folder);
        if (found.type() != FileKind.FOLDER) {
            throw new DriverException(DriverErrorCode.INVALID_SPEC, "\"" + folder + "\" is no folder.");
        }
        String inside = Path.of(found.name(), ".").toString();
        return engine.call("list a folder of the container", LISTING.multipliedBy(2), _ -> {
            try (TarArchiveInputStream tar = new TarArchiveInputStream(archive(container, inside))) {
                return listing(tar, most);
            } catch (IOException e) {
                throw broken(folder, e);
            }
        });
    }

    /** Reads over what lies deeper; ends where there is more than can be told, or reading takes too long. */
    private static Listing listing(TarArchiveInputStream tar, int most) throws IOException {
        long until = System.nanoTime() + LISTING.toNanos();
        List<FoundFile> entries = new ArrayList<>();
        for (TarArchiveEntry next = tar.getNextEntry(); next != null; next = tar.getNextEntry()) {
            Path name = Path.of(next.getName()).normalize();
            boolean direct = name.getNameCount() == 1 && !name.toString().isEmpty();
            if ((direct && entries.size() == most) || System.nanoTime() > until) {
                return new Listing(entries, true);
            }
            if (direct) {
                entries.add(entry(next, name.toString()));
            }
        }
        return new Listing(entries, false);
    }

    private static FoundFile entry(TarArchiveEntry tar, String name) {
        return new FoundFile(
                name,
                type(tar),
                type(tar) == FileKind.FILE ? tar.getSize() : 0,
                tar.getMode() & MODE_BITS,
                tar.getLastModifiedTime().toInstant(),
                tar.isSymbolicLink() ? tar.getLinkName() : null);
    }

    private static FileKind type(TarArchiveEntry entry) {
        if (entry.isDirectory()) {
            return FileKind.FOLDER;
        }
        if (entry.isSymbolicLink()) {
            return FileKind.LINK;
        }
        // What the library calls a file is whatever is no folder. A second name of a file is a link in the archive
        // alone.
        boolean special = entry.isCharacterDevice() || entry.isBlockDevice() || entry.isFIFO();
        return special ? FileKind.OTHER : FileKind.FILE;
    }

    @Override
    public InputStream openArchive(WorkloadKey key, String path) {
        Opened container = open(key);
        FoundFile found = find(container, path);
        String name = found.name();
        return engine.call(
                "read files of the container",
                _ -> archive(
                        container,
                        found.type() == FileKind.FOLDER ? Path.of(name, ".").toString() : name));
    }

    private InputStream archive(Opened container, String path) {
        try {
            return engine.client()
                    .copyArchiveFromContainerCmd(container.id(), path)
                    .exec();
        } catch (NotFoundException absent) {
            throw missing(path, absent);
        }
    }

    @Override
    public void unpack(WorkloadKey key, String folder, Path archive) {
        Opened container = open(key);
        FoundFile found = find(container, folder);
        if (found.type() != FileKind.FOLDER) {
            throw new DriverException(DriverErrorCode.INVALID_SPEC, "\"" + folder + "\" is no folder.");
        }
        engine.run("write files of the container", WRITING, docker -> {
            try (InputStream tar = Files.newInputStream(archive)) {
                docker.copyArchiveToContainerCmd(container.id())
                        .withRemotePath(found.name())
                        .withTarInputStream(tar)
                        .withNoOverwriteDirNonDir(true)
                        .exec();
            } catch (NotFoundException absent) {
                throw missing(folder, absent);
            } catch (DockerException refused) {
                throw refusal(folder, refused);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static RuntimeException refusal(String folder, DockerException refused) {
        String message = EngineErrorMapper.messageOf(refused);
        if (refused.getHttpStatus() == FORBIDDEN || message.contains("read-only")) {
            return new DriverException(
                    DriverErrorCode.NOT_SUPPORTED,
                    "\"" + folder
                            + "\" may not be written to: the description says so (readOnlyRoot, or a mount that is"
                            + " readOnly).",
                    message,
                    refused);
        }
        if (refused.getHttpStatus() == BAD_REQUEST || message.contains("cannot overwrite")) {
            return new DriverException(
                    DriverErrorCode.INVALID_SPEC,
                    "A file would replace a folder in \"" + folder + "\", or a folder a file. Remove it first.",
                    message,
                    refused);
        }
        return refused;
    }

    private static DriverException missing(String path, NotFoundException absent) {
        String message = EngineErrorMapper.messageOf(absent);
        return message.contains("No such container")
                ? new DriverException(
                        DriverErrorCode.WORKLOAD_ABSENT, "There is no container of this workload.", message, absent)
                : notFound(path);
    }

    private static DriverException notFound(@Nullable String path) {
        return new DriverException(DriverErrorCode.FILE_NOT_FOUND, "There is no \"" + path + "\" in it.");
    }

    private static DriverException broken(String path, IOException failure) {
        return new DriverException(
                DriverErrorCode.BACKEND_REFUSED,
                "Files of the container could not be read.",
                path + ": " + failure,
                new UncheckedIOException(failure));
    }
}
