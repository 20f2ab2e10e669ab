package dev.triptych.controlplane.dispatch;

import dev.triptych.controlplane.journal.Event;
import dev.triptych.controlplane.journal.EventWriter;
import dev.triptych.controlplane.journal.ReasonCode;
import dev.triptych.controlplane.platform.Actor;
import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException;
import dev.triptych.controlplane.platform.TriptychException.LimitReached;
import dev.triptych.controlplane.workload.ImageNeeds;
import dev.triptych.controlplane.workload.WorkloadQueries;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.ImageSource;
import dev.triptych.spi.ImageSource.HeldImage;
import dev.triptych.spi.ImageStore;
import dev.triptych.spi.ImageStore.StoredImage;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.springframework.stereotype.Component;

/** Removes images that nothing needs. All that is known is asked first; while something cannot be asked, nothing goes. */
@Component
public class ImageCollection {
    private final Images images;
    private final Drivers drivers;
    private final ImageRows rows;
    private final RecentImages recent;
    private final WorkloadQueries workloads;
    private final List<ImageNeeds> needs;
    private final ImagesProperties properties;
    private final EventWriter events;
    private final Clock clock;
    private final Semaphore oneAtATime = new Semaphore(1);

    ImageCollection(
            Images images,
            Drivers drivers,
            ImageRows rows,
            RecentImages recent,
            WorkloadQueries workloads,
            List<ImageNeeds> needs,
            ImagesProperties properties,
            EventWriter events,
            Clock clock) {
        this.images = images;
        this.drivers = drivers;
        this.rows = rows;
        this.recent = recent;
        this.workloads = workloads;
        this.needs = List.copyOf(needs);
        this.properties = properties;
        this.events = events;
        this.clock = clock;
    }

    /** Which images may go. */
    public enum Scope {
        /** Those that were loaded through Triptych and have no other names. */
        LOADED,
        /** Also those that others brought. */
        ALL
    }

    /** Why one stays. */
    public enum Because {
        WORKLOAD,
        DESCRIPTION,
        CONTAINER,
        CHILD,
        SAMPLE,
        FOREIGN,
        RENAMED,
        YOUNG,
        /** Since the look before: it was asked for, renamed or used. */
        CHANGED,
        /** The backend did not do it. */
        REFUSED
    }

    /** One that stays, and why, in a sentence. */
    public record Kept(HeldImage image, Because because, String reason) {}

    /** What went, or would go, and what stays; each by name. */
    public record Outcome(List<HeldImage> collected, List<Kept> kept) {
        public Outcome {
            collected = List.copyOf(collected);
            kept = List.copyOf(kept);
        }
    }

    /**
     * Collects, or says what would be collected. A dry run removes nothing; it does note which images it saw.
     *
     * @throws TriptychException {@link ErrorCode#TOO_MANY_REQUESTS} while another one is under way, or what the backend says
     *     when it cannot be asked
     */
    public Outcome collect(Scope scope, boolean dryRun, Actor actor) {
        if (!oneAtATime.tryAcquire()) {
            throw new LimitReached(
                    ErrorCode.TOO_MANY_REQUESTS, "Images are being collected already. Wait until that is done.");
        }
        try {
            return collect(images.store(), scope, dryRun, actor);
        } catch (DriverException e) {
            throw DriverFailures.toApi(e);
        } finally {
            oneAtATime.release();
        }
    }

    private Outcome collect(ImageStore store, Scope scope, boolean dryRun, Actor actor) {
        Instant now = clock.instant();
        Instant since = now.minus(properties.collectGrace());
        List<StoredImage> stored = store.stored();
        rows.see(stored.stream().map(each -> each.image().digest()).toList(), now);
        recent.forgetBefore(since);
        Map<String, ImageRows.Row> known = rows.all();
        ImageVerdicts verdicts = new ImageVerdicts(workloads.usersByDigest(), named(), scope, since);
        List<HeldImage> collected = new ArrayList<>();
        List<Kept> kept = new ArrayList<>();
        for (StoredImage each : stored.stream()
                .sorted(Comparator.comparing(StoredImage::image, Images.BY_NAME))
                .toList()) {
            HeldImage image = each.image();
            Optional<Kept> reason = verdicts.reasonToKeep(
                    each,
                    known.get(image.digest()),
                    recent.lastAsked(image.digest()).orElse(null));
            if (reason.isEmpty() && !dryRun) {
                reason = remove(store, image, now, actor);
            }
            reason.ifPresentOrElse(kept::add, () -> collected.add(image));
        }
        return new Outcome(collected, kept);
    }

    /** Digest of what a needed name means now → who needs it. A name that means nothing needs nothing. */
    private Map<String, String> named() {
        Map<String, String> who = new HashMap<>();
        ImageSource source = drivers.images().orElseThrow(Images::noDriver);
        Map<String, String> references = new HashMap<>();
        needs.forEach(each -> each.imageReferences().forEach(references::putIfAbsent));
        references.forEach(
                (reference, needer) -> digest(source, reference).ifPresent(found -> who.putIfAbsent(found, needer)));
        return who;
    }

    private static Optional<String> digest(ImageSource source, String reference) {
        try {
            return Optional.of(source.resolve(reference).digest());
        } catch (DriverException e) {
            if (e.code() == DriverErrorCode.SOURCE_NOT_FOUND || e.code() == DriverErrorCode.SOURCE_INVALID) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Removes one; answers why it stays where it does. */
    private Optional<Kept> remove(ImageStore store, HeldImage image, Instant begun, Actor actor) {
        try {
            boolean gone = recent.removeUnlessAsked(
                    image,
                    begun.minus(properties.collectGrace()),
                    () -> !rows.isLoadedSince(image.digest(), begun) && store.remove(image));
            if (!gone) {
                return Optional.of(new Kept(
                        image,
                        Because.CHANGED,
                        "It was loaded, asked for, renamed or used while images were collected."));
            }
        } catch (DriverException e) {
            DriverFailures.log(e);
            return Optional.of(new Kept(image, Because.REFUSED, e.safeMessage()));
        }
        rows.delete(image.digest());
        String name = image.names().isEmpty() ? image.digest() : image.names().getFirst();
        events.record(
                "image.collected",
                new Event.Subject(Event.SubjectType.IMAGE, name, image.digest()),
                ReasonCode.IMAGE_COLLECTED,
                actor,
                "Removed the image \"" + name + "\", which nothing needed.");
        return Optional.empty();
    }
}
