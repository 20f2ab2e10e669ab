package dev.triptych.driver.container;

import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import dev.triptych.spi.ByteSize;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.ImageSource;
import dev.triptych.spi.InstallationId;
import java.io.InputStream;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The images that the Engine holds. A digest is the Engine's image id: the digest of the image's configuration, which
 * names its layers by digest.
 *
 * <p>A file system is read by exporting a container that is made for it and never started. A crash leaves that
 * container behind; it names the process that made it, and the next one that reads an image removes it.
 */
final class DockerImages implements ImageSource {
    private static final Logger LOG = System.getLogger(DockerImages.class.getName());

    /** What the container would run; an image may lack a command, and a container may not. */
    private static final String NEVER_RUN = "/never-run";

    /** Tells programs that they are in a container, which whoever boots this file system elsewhere does not want. */
    private static final Set<String> MADE_BY_THE_ENGINE = Set.of(".dockerenv");

    private static final long FRESH_NANOS = Duration.ofSeconds(3).toNanos();

    private final Engine engine;
    private final InstallationId installation;
    private final HeldImages held;
    /** An id names one content for ever, so only whether it is still there can grow old. */
    private final Map<String, Seen> seen = new ConcurrentHashMap<>();

    private final Set<String> withoutHealthCheck = ConcurrentHashMap.newKeySet();

    private final ImageMarks marks;
    private final Provenance provenance;

    private final AtomicBoolean leftoversRemoved = new AtomicBoolean();

    private record Seen(InspectImageResponse image, long atNanos) {
        boolean isFresh() {
            return System.nanoTime() - atNanos < FRESH_NANOS;
        }
    }

    DockerImages(Engine engine, InstallationId installation, ImageMarks marks, Provenance provenance) {
        this.engine = engine;
        this.installation = installation;
        this.marks = marks;
        this.provenance = provenance;
        held = new HeldImages(engine);
    }

    @Override
    public List<HeldImage> list() {
        return held.list();
    }

    @Override
    public ResolvedImage resolve(String reference) {
        ImageReference.check(reference);
        InspectImageResponse image = inspect(reference, reference);
        String id = image.getId();
        Long size = image.getSize();
        if (id == null) {
            throw new DriverException(DriverErrorCode.BACKEND_REFUSED, "The image \"" + reference + "\" has no id.");
        }
        return new ResolvedImage(reference, id, new ByteSize(size == null ? 0 : size), ImageConfigMapper.config(image));
    }

    /** As {@link #inspect}, of an image id that was asked for a moment ago: saves the question. */
    InspectImageResponse inspectPinned(String reference, String digest) {
        Seen known = seen.get(digest);
        if (known != null && known.isFresh()) {
            return known.image();
        }
        seen.values().removeIf(old -> !old.isFresh());
        InspectImageResponse image = inspect(reference, digest);
        seen.put(digest, new Seen(image, System.nanoTime()));
        marks.learn(digest, image);
        if (!ImageConfigMapper.hasHealthCheck(image)) {
            withoutHealthCheck.add(digest);
        }
        return image;
    }

    /** Whether an image is known to have no health check, without asking. */
    boolean hasNoHealthCheck(String digest) {
        return withoutHealthCheck.contains(digest);
    }

    /** Asks for an image by digest or reference; {@code reference} is what the error names. */
    private InspectImageResponse inspect(String reference, String digest) {
        ImageReference.check(digest);
        return engine.find(
                        "describe the image",
                        docker -> docker.inspectImageCmd(digest).exec())
                .orElseThrow(() -> notFound(reference, null));
    }

    void forget(String digest) {
        seen.remove(digest);
        withoutHealthCheck.remove(digest);
        marks.forget(digest);
    }

    /** The labels of an image that look like ours; asked for once. */
    Set<String> marksOf(String reference, String digest) {
        ImageReference.check(digest);
        return marks.of(digest).orElseThrow(() -> notFound(reference, null));
    }

    static DriverException notFound(String reference, @Nullable Throwable cause) {
        return new DriverException(
                DriverErrorCode.SOURCE_NOT_FOUND,
                "The image \"" + reference
                        + "\" is not on this host. Pull it from a registry with POST /images/pulls, load it from an archive"
                        + " with POST /images, or build it with Docker.",
                "",
                cause);
    }

    @Override
    public InputStream openRootFilesystem(String digest) {
        ImageReference.check(digest);
        if (leftoversRemoved.compareAndSet(false, true)) {
            removeLeftovers();
        }
        String id = createForExport(digest);
        try {
            InputStream tar = engine.call(
                    "export the image", docker -> docker.exportContainerCmd(id).exec());
            return new ExportedRootFilesystem(new TarEntryFilter(tar, MADE_BY_THE_ENGINE), () -> remove(id));
        } catch (DriverException e) {
            remove(id);
            throw e;
        }
    }

    private String createForExport(String digest) {
        Map<String, String> labels =
                Labels.ofExporter(installation, ExporterProcess.current(), marksOf(digest, digest));
        return engine.call("open the image", docker -> {
            try {
                return docker.createContainerCmd(digest)
                        .withName(ExporterProcess.current().newContainerName())
                        .withCmd(NEVER_RUN)
                        .withNetworkDisabled(true)
                        .withLabels(labels)
                        .exec()
                        .getId();
            } catch (NotFoundException e) {
                throw notFound(digest, e);
            }
        });
    }

    private void remove(String id) {
        try {
            engine.run("remove the container", docker -> {
                try {
                    docker.removeContainerCmd(id)
                            .withForce(true)
                            .withRemoveVolumes(true)
                            .exec();
                } catch (NotFoundException gone) {
                    LOG.log(Logger.Level.DEBUG, "{0} was removed by somebody else", id);
                }
            });
        } catch (DriverException e) {
            LOG.log(Logger.Level.WARNING, "a container made to read an image stays until the next reading", e);
            leftoversRemoved.set(false);
        }
    }

    /** Removes what readers left that are gone; one that lives is left alone. */
    private void removeLeftovers() {
        engine.containersLabelled(Map.of(Labels.INSTALLATION, installation.toString())).stream()
                .filter(container -> Labels.exporter(container.getLabels())
                        .filter(process -> !process.lives())
                        .isPresent())
                .filter(provenance::isOurs)
                .forEach(abandoned -> remove(abandoned.getId()));
    }
}
