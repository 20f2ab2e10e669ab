package dev.triptych.controlplane.dispatch;

import dev.triptych.controlplane.journal.Event;
import dev.triptych.controlplane.journal.EventWriter;
import dev.triptych.controlplane.journal.ReasonCode;
import dev.triptych.controlplane.oci.LoadableImage;
import dev.triptych.controlplane.oci.Unpacking;
import dev.triptych.controlplane.oci.UnusableImage;
import dev.triptych.controlplane.platform.Actor;
import dev.triptych.controlplane.platform.DiskGuard;
import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.Home;
import dev.triptych.controlplane.platform.TriptychException;
import dev.triptych.controlplane.platform.TriptychException.Conflict;
import dev.triptych.controlplane.platform.TriptychException.InvalidRequest;
import dev.triptych.controlplane.platform.TriptychException.LimitReached;
import dev.triptych.controlplane.platform.TriptychException.Unprocessable;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.ImageStore;
import dev.triptych.spi.ImageStore.Meaning;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.apache.commons.io.file.PathUtils;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Brings images in archives into the container engine, after each was kept and checked as a whole. */
@Component
public class ImageLoads {
    /** How many names one image may be given at once. */
    public static final int MOST_NAMES = 10;

    private static final long LOOK_EVERY = 64L << 20;

    private final Images images;
    private final ImageRows rows;
    private final RecentImages recent;
    private final ImagesProperties properties;
    private final DiskGuard disk;
    private final EventWriter events;
    private final Clock clock;
    private final Path incoming;
    private final Semaphore places;

    ImageLoads(
            Images images,
            ImageRows rows,
            RecentImages recent,
            ImagesProperties properties,
            DiskGuard disk,
            EventWriter events,
            Clock clock,
            Home home) {
        this.images = images;
        this.rows = rows;
        this.recent = recent;
        this.properties = properties;
        this.disk = disk;
        this.events = events;
        this.clock = clock;
        incoming = home.folder("incoming-images");
        places = new Semaphore(properties.maxLoads());
        removeLeftovers();
    }

    private void removeLeftovers() {
        try (Stream<Path> left = Files.list(incoming)) {
            for (Path place : left.toList()) {
                PathUtils.deleteDirectory(place);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the folder for archives of images cannot be cleared", e);
        }
    }

    /**
     * What is wanted.
     *
     * @param names to be given; empty for those that the archive says
     * @param platform which image of the archive; null for one that this host runs
     * @param replace whether names may be taken from other images
     * @param announced bytes that the caller means to send; 0 when it did not say
     */
    public record Wanted(List<String> names, @Nullable String platform, boolean replace, long announced) {
        public Wanted {
            names = List.copyOf(names);
        }
    }

    /**
     * What came of it.
     *
     * @param platform what the image is made for
     * @param changed false when it was there by all these names already
     */
    public record Loaded(Images.Listed image, String platform, boolean changed) {}

    /**
     * Loads one image. Nothing is changed by what is refused.
     *
     * @throws TriptychException {@link ErrorCode#SOURCE_INVALID}, {@link ErrorCode#NOT_SUPPORTED} when it is for another
     *     platform, {@link ErrorCode#NAME_TAKEN} by another image, {@link ErrorCode#VALIDATION_FAILED} without a name,
     *     {@link ErrorCode#BODY_TOO_LARGE}, {@link ErrorCode#STORAGE_FULL}, {@link ErrorCode#TOO_MANY_REQUESTS}, or what the
     *     backend says
     */
    public Loaded load(Wanted wanted, InputStream body, Actor actor) {
        ImageStore store = images.store();
        checkSize(wanted.announced());
        disk.requireSpaceFor(2 * wanted.announced()); // as it came, and as it is handed on
        if (!places.tryAcquire()) {
            throw new LimitReached(
                    ErrorCode.TOO_MANY_REQUESTS,
                    properties.maxLoads() + " images are being loaded, as many as may be. Wait until one is done.");
        }
        try {
            return loadFrom(wanted, body, store, actor);
        } catch (DriverException e) {
            throw DriverFailures.toApi(e);
        } catch (IOException e) {
            throw new UncheckedIOException("an image could not be read, or not be kept", e);
        } finally {
            places.release();
        }
    }

    private Loaded loadFrom(Wanted wanted, InputStream body, ImageStore store, Actor actor) throws IOException {
        Path place = Files.createTempDirectory(incoming, "load");
        try {
            Path archive = place.resolve("archive.tar");
            receive(body, archive);
            try (LoadableImage image = open(archive, place.resolve("unpacked.tar"), wanted.platform())) {
                return take(image, place, wanted, store, actor);
            }
        } finally {
            PathUtils.deleteDirectory(place);
        }
    }

    private void checkSize(long bytes) {
        if (bytes > properties.maxArchive().bytes()) {
            throw new LimitReached(
                    ErrorCode.BODY_TOO_LARGE,
                    "The archive is larger than " + properties.maxArchive()
                            + ", the most that one may be. triptych.images.max-archive sets it.");
        }
    }

    private void receive(InputStream body, Path archive) throws IOException {
        LongConsumer watch = watch();
        InputStream bounded = new CountedStream(
                body,
                bytes -> {
                    checkSize(bytes);
                    watch.accept(bytes);
                },
                () -> {});
        try (OutputStream out = Files.newOutputStream(archive)) {
            bounded.transferTo(out);
        }
    }

    /** Told how many bytes of a file are there, looks at the disk now and then. */
    private LongConsumer watch() {
        long[] looked = {0};
        return bytes -> {
            if (bytes - looked[0] > LOOK_EVERY) {
                looked[0] = bytes;
                disk.requireSpace();
            }
        };
    }

    private LoadableImage open(Path archive, Path scratch, @Nullable String platform) {
        try {
            return LoadableImage.open(
                    archive,
                    scratch,
                    Unpacking.ofLoadedImage(properties.maxUnpacked().bytes(), properties.maxEntries()),
                    platform,
                    watch());
        } catch (UnusableImage e) {
            throw refused(e);
        } catch (FileSystemException e) {
            throw new UncheckedIOException("an archive could not be kept", e);
        } catch (IOException e) {
            throw new Unprocessable(
                    ErrorCode.SOURCE_INVALID, "The body is not a sound tar archive, or did not arrive whole.");
        }
    }

    private static Unprocessable refused(UnusableImage image) {
        return new Unprocessable(
                image.isForAnotherPlatform() ? ErrorCode.NOT_SUPPORTED : ErrorCode.SOURCE_INVALID, image.safeMessage());
    }

    private Loaded take(LoadableImage image, Path place, Wanted wanted, ImageStore store, Actor actor)
            throws IOException {
        List<String> names = names(wanted, image);
        String shown = names.getFirst();
        List<String> keys = new ArrayList<>(names);
        keys.add(image.content().configDigest());
        try (RecentImages.Hold hold = recent.hold(keys)) {
            boolean there = isThere(image, names, wanted.replace(), store);
            if (!there) {
                Path written = place.resolve("load.tar");
                write(image, written, names);
                String digest = store.load(written, image.content(), names).digest();
                rows.load(digest, names, clock.instant(), actor.name());
                events.record(
                        "image.loaded",
                        new Event.Subject(Event.SubjectType.IMAGE, shown, digest),
                        ReasonCode.IMAGE_LOADED,
                        actor,
                        "Loaded the image \"" + shown + "\".");
            }
            Images.Listed listed = images.named(shown);
            if (there) {
                hold.asked(listed.image().digest());
            }
            return new Loaded(listed, image.platform(), !there);
        }
    }

    /** Whether all names mean this image already; refuses where one means another that it may not be taken from. */
    private static boolean isThere(LoadableImage image, List<String> names, boolean replace, ImageStore store) {
        List<Meaning> meanings = names.stream()
                .map(name -> store.meaningOf(name, image.content()))
                .toList();
        int taken = meanings.indexOf(Meaning.ANOTHER);
        if (taken >= 0 && !replace) {
            throw new Conflict(
                    ErrorCode.NAME_TAKEN,
                    "\"" + names.get(taken) + "\" means another image on this host. Give this one another name with"
                            + " name=, or have the name mean this one from now on with replace=true.");
        }
        return meanings.stream().allMatch(Meaning.THIS::equals);
    }

    /** As Docker shows them. */
    private static List<String> names(Wanted wanted, LoadableImage image) {
        List<String> given = wanted.names().isEmpty() ? image.names() : wanted.names();
        List<String> names = given.stream().map(ImageNames::familiar).distinct().toList();
        if (names.isEmpty()) {
            throw InvalidRequest.of("name", "the archive does not name its image; give it one, such as name=web:1");
        }
        if (names.size() > MOST_NAMES) {
            throw new Unprocessable(
                    ErrorCode.SOURCE_INVALID,
                    "The archive gives its image " + names.size() + " names. Say which it is to have with name=, "
                            + MOST_NAMES + " at most.");
        }
        return names;
    }

    private void write(LoadableImage image, Path target, List<String> names) throws IOException {
        disk.requireSpaceFor(image.archivedBytes());
        try {
            image.writeTo(target, names);
        } catch (UnusableImage e) {
            throw refused(e);
        }
    }
}
