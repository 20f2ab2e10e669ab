package dev.triptych.controlplane.oci;

import dev.triptych.controlplane.artifact.Artifacts;
import dev.triptych.controlplane.platform.DiskGuard;
import dev.triptych.controlplane.platform.Home;
import dev.triptych.controlplane.platform.Json;
import dev.triptych.controlplane.workload.WorkloadQueries;
import dev.triptych.spi.ByteSize;
import dev.triptych.spi.ImageConfig;
import dev.triptych.spi.Source.TarSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.commons.io.file.PathUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Images that hold a module, each laid out once as a directory named by the image's digest. A directory is there as a whole
 * or not at all, and nobody writes to it again; it goes when no workload has used it for the grace.
 */
@Component
public class WasmImages {
    private static final Logger LOG = LoggerFactory.getLogger(WasmImages.class);
    private static final String INCOMING = "incoming-";
    private static final String FACTS = "image.json";
    private static final String ROOT = "root";
    private static final String MODULE = "module.wasm";
    private static final int AT_ONCE = 2;

    private final Path folder;
    private final OciProperties limits;
    private final Predicate<String> used;
    private final LongConsumer spaceCheck;
    private final Clock clock;
    private final Semaphore unpacking = new Semaphore(AT_ONCE);

    @Autowired
    WasmImages(OciProperties limits, WorkloadQueries workloads, DiskGuard disk, Home home, Clock clock) {
        this(
                home.folder("images"),
                limits,
                digest -> workloads.usersOfArtifact(digest).any(),
                disk::requireSpaceFor,
                clock);
    }

    /**
     * Over a folder of its own.
     *
     * @param used whether a workload needs an image, by digest
     * @param spaceCheck told how many bytes are about to be written; refuses by throwing
     */
    WasmImages(Path folder, OciProperties limits, Predicate<String> used, LongConsumer spaceCheck, Clock clock) {
        this.folder = folder;
        this.limits = limits;
        this.used = used;
        this.spaceCheck = spaceCheck;
        this.clock = clock;
        entries(INCOMING).forEach(this::delete);
    }

    /**
     * An image that is laid out.
     *
     * @param module the file of the module that it runs
     * @param root its files; null for an artifact that is a module and nothing else
     */
    public record WasmImage(
            ImageConfig config,
            String moduleDigest,
            Path module,
            @Nullable Path root) {}

    /** What is kept beside the files; {@code modulePath} is relative to them. */
    private record Facts(ImageConfig config, String moduleDigest, String modulePath) {}

    /** One that was laid out before; empty when it is not kept. */
    public Optional<WasmImage> find(String digest) {
        Path place = place(digest);
        try {
            if (!Files.isRegularFile(place.resolve(FACTS))) {
                return Optional.empty();
            }
            Facts facts = Json.read(Files.readString(place.resolve(FACTS)), Facts.class);
            Files.setLastModifiedTime(place, FileTime.from(clock.instant()));
            Path root = place.resolve(ROOT);
            return Optional.of(new WasmImage(
                    facts.config(),
                    facts.moduleDigest(),
                    place.resolve(facts.modulePath()),
                    Files.isDirectory(root) ? root : null));
        } catch (IOException e) {
            throw new UncheckedIOException("an image that was laid out cannot be read", e);
        }
    }

    /**
     * Lays out what another holder of images hands over.
     *
     * @param size of its files as far as is known
     * @throws UnusableImage saying what is wrong with it; nothing is left then
     */
    public WasmImage ofTar(String digest, ImageConfig config, ByteSize size, TarSource files) {
        if (size.compareTo(limits.maxUnpacked()) > 0) {
            throw new UnusableImage("The image has %s of files; the most that is unpacked for a Wasm workload is %s."
                    .formatted(size, limits.maxUnpacked()));
        }
        return find(digest)
                .orElseGet(() -> unpack(digest, size.bytes(), place -> {
                    RootDirectory root = new RootDirectory(Files.createDirectory(place.resolve(ROOT)), limits);
                    try (InputStream tar = files.open()) {
                        root.add(tar);
                    }
                    return new Found(normalised(config), ModuleSearch.find(root, config));
                }));
    }

    /**
     * Lays out the image in a stored archive.
     *
     * @throws UnusableImage as {@link #ofTar}
     */
    public WasmImage ofArchive(Artifacts.Resolved artifact) {
        String digest = artifact.digest();
        return find(digest)
                .orElseGet(() -> unpack(digest, artifact.size().bytes(), place -> {
                    try (ImageArchive archive = ImageArchive.open(artifact.file(), place.resolve("scratch"), limits)) {
                        return lay(archive, place);
                    }
                }));
    }

    private Found lay(ImageArchive archive, Path place) throws IOException {
        List<ImageArchive.Layer> modules =
                archive.layers().stream().filter(ImageArchive.Layer::module).toList();
        if (modules.size() > 1) {
            throw new UnusableImage("The artifact holds " + modules.size() + " modules and does not say which to run.");
        }
        RootDirectory root = null;
        for (ImageArchive.Layer layer : archive.layers()) {
            try (InputStream content = archive.content(layer)) {
                if (layer.module()) {
                    Files.copy(
                            BoundedCopy.of(content, limits.maxUnpacked().bytes(), "The module"), place.resolve(MODULE));
                } else {
                    root = root == null ? new RootDirectory(Files.createDirectory(place.resolve(ROOT)), limits) : root;
                    root.add(content);
                    content.transferTo(OutputStream.nullOutputStream());
                }
            }
        }
        if (!modules.isEmpty()) {
            return new Found(archive.config(), place.resolve(MODULE));
        }
        if (root == null) {
            throw new UnusableImage("The image has no layer, and so no module.");
        }
        return new Found(archive.config(), ModuleSearch.find(root, archive.config()));
    }

    private record Found(ImageConfig config, Path module) {}

    /** Fills a directory that nobody else sees yet. */
    private interface Filling {
        Found into(Path place) throws IOException;
    }

    private WasmImage unpack(String digest, long bytes, Filling filling) {
        spaceCheck.accept(bytes);
        Path place = folder.resolve(INCOMING + UUID.randomUUID());
        unpacking.acquireUninterruptibly();
        try {
            sweep();
            Files.createDirectory(place);
            Found found = filling.into(place);
            String module = Digests.of(found.module());
            // The driver's host may be another user.
            Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxr-xr-x"));
            Facts facts = new Facts(
                    found.config(),
                    module,
                    place.toRealPath().relativize(found.module().toRealPath()).toString());
            Files.writeString(place.resolve(FACTS), Json.write(facts));
            move(place, place(digest));
            return find(digest).orElseThrow();
        } catch (FileSystemException e) {
            throw new UncheckedIOException("the image's files cannot be written", e);
        } catch (IOException e) {
            throw new UnusableImage("The image cannot be unpacked: its archive is damaged or breaks off.", e);
        } finally {
            delete(place);
            unpacking.release();
        }
    }

    /** Whoever comes second leaves what the first one made. */
    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (DirectoryNotEmptyException | FileAlreadyExistsException there) {
            LOG.debug("{} was laid out by another at the same time", to.getFileName());
        }
    }

    private void sweep() {
        Instant before = clock.instant().minus(limits.sweepGrace());
        for (Path place : entries("")) {
            String digest = "sha256:" + place.getFileName();
            if (modified(place).isBefore(before) && !used.test(digest)) {
                delete(place);
            }
        }
    }

    private static Instant modified(Path place) {
        try {
            return Files.getLastModifiedTime(place).toInstant();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Path> entries(String prefix) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(entry -> entry.getFileName().toString().startsWith(prefix))
                    .filter(entry -> prefix.equals(INCOMING)
                            || !entry.getFileName().toString().startsWith(INCOMING))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the folder of images cannot be read", e);
        }
    }

    private void delete(Path place) {
        try {
            if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
                PathUtils.deleteDirectory(place);
            }
        } catch (IOException e) {
            LOG.warn("what is left of an image stays until the next sweep", e);
        }
    }

    private Path place(String digest) {
        return folder.resolve(digest.replaceFirst("^sha256:", ""));
    }

    private static ImageConfig normalised(ImageConfig config) {
        String[] parts = config.platform().split("/", 2);
        return new ImageConfig(
                config.entrypoint(),
                config.command(),
                config.env(),
                config.workingDirectory(),
                config.user(),
                Platforms.normalised(parts[0], parts.length > 1 ? parts[1] : ""));
    }
}
