package dev.triptych.driver.container;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.ChangeLog;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The files that a container wrote: in its own layer by the Engine's difference, on volumes by the time of their change. */
final class WrittenFiles {
    private static final int MOST_NAMED = 100;
    private static final int MOST_LOOKED_AT = 5000;
    private static final int DEEPEST = 8;
    private static final int REMOVED = 2;

    private WrittenFiles() {}

    /** Places in the container that are volumes and may be written. */
    static List<String> volumes(InspectContainerResponse container) {
        return mounts(container).map(mount -> destination(mount)).toList();
    }

    private static Stream<InspectContainerResponse.Mount> mounts(InspectContainerResponse container) {
        List<InspectContainerResponse.Mount> mounts = container.getMounts();
        return (mounts == null ? List.<InspectContainerResponse.Mount>of() : mounts)
                .stream().filter(mount -> !Boolean.FALSE.equals(mount.getRW()) && mount.getDestination() != null);
    }

    private static String destination(InspectContainerResponse.Mount mount) {
        return BoundedText.line(Objects.requireNonNull(mount.getDestination()).getPath());
    }

    /** New and changed files of the container's own layer, without folders that changed for what is in them. */
    static List<String> inLayer(Engine engine, String id) {
        List<ChangeLog> changes = engine.call(
                "list what the container changed",
                docker -> Objects.requireNonNullElse(docker.containerDiffCmd(id).exec(), List.of())); // none is null
        List<String> changed = changes.stream()
                .filter(change -> change.getKind() == null || change.getKind() != REMOVED)
                .map(ChangeLog::getPath)
                .sorted()
                .toList();
        List<String> files = new ArrayList<>();
        for (int i = 0; i < changed.size() && files.size() < MOST_NAMED; i++) {
            String path = changed.get(i);
            boolean holdsOthers = changed.subList(i + 1, Math.min(changed.size(), i + MOST_NAMED)).stream()
                    .anyMatch(other -> other.startsWith(path + "/"));
            if (!holdsOthers) {
                files.add(BoundedText.line(path));
            }
        }
        return files;
    }

    /** Files on volumes that changed since then; where a volume cannot be read that is added to {@code missing}. */
    static List<String> onVolumes(InspectContainerResponse container, Instant since, List<String> missing) {
        List<String> written = new ArrayList<>();
        mounts(container).forEach(mount -> {
            Optional<Path> source = Optional.ofNullable(mount.getSource()).map(Path::of);
            if (source.isEmpty() || !Files.isReadable(source.get())) {
                missing.add("files: the volume at " + destination(mount) + " cannot be read from here");
                return;
            }
            try {
                Files.walkFileTree(
                        source.get(),
                        EnumSet.noneOf(java.nio.file.FileVisitOption.class),
                        DEEPEST,
                        new Changed(source.get(), destination(mount), since, written));
            } catch (IOException e) {
                missing.add("files: the volume at " + destination(mount) + " could not be read whole");
            }
        });
        return written;
    }

    private static final class Changed extends SimpleFileVisitor<Path> {
        private final Path source;
        private final String destination;
        private final Instant since;
        private final List<String> written;
        private int lookedAt;

        Changed(Path source, String destination, Instant since, List<String> written) {
            this.source = source;
            this.destination = destination;
            this.since = since;
            this.written = written;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            boolean changed = attributes.isRegularFile()
                    && !attributes.lastModifiedTime().toInstant().isBefore(since);
            if (changed) {
                written.add(BoundedText.line(destination + "/" + source.relativize(file)));
            }
            lookedAt++;
            return lookedAt >= MOST_LOOKED_AT || written.size() >= MOST_NAMED
                    ? FileVisitResult.TERMINATE
                    : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException gone) {
            return FileVisitResult.CONTINUE;
        }
    }
}
