package dev.triptych.controlplane.dispatch;

import dev.triptych.controlplane.dispatch.ImageCollection.Because;
import dev.triptych.controlplane.dispatch.ImageCollection.Kept;
import dev.triptych.controlplane.dispatch.ImageCollection.Scope;
import dev.triptych.controlplane.workload.Users;
import dev.triptych.spi.ImageSource.HeldImage;
import dev.triptych.spi.ImageStore.Need;
import dev.triptych.spi.ImageStore.StoredImage;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether an image may go. It stays when a workload was made of it; when a description that somebody can still use names it;
 * when the container engine needs it; when it was loaded, seen for the first time or asked for within the grace; when it has a
 * name that Triptych did not give; and, unless all were asked for, when Triptych did not load it.
 *
 * @param users by digest
 * @param named by digest: who names it
 * @param since what came after this is too young
 */
record ImageVerdicts(Map<String, Users> users, Map<String, String> named, Scope scope, Instant since) {
    /** {@code ./triptych up} makes these once, and its samples and demo count on them. */
    private static final String SAMPLES = "triptych/";

    /**
     * The reason to keep one.
     *
     * @param row what is known of it; null when it was never seen before
     * @param asked when it was last asked for; null when it was not
     * @return empty when it may go
     */
    Optional<Kept> reasonToKeep(StoredImage stored, ImageRows.@Nullable Row row, @Nullable Instant asked) {
        HeldImage image = stored.image();
        Users sourceOf = users.getOrDefault(image.digest(), Users.NOBODY);
        if (sourceOf.any()) {
            return kept(image, Because.WORKLOAD, "It is the source of " + sourceOf.told() + ".");
        }
        String needer = named.get(image.digest());
        if (needer != null) {
            return kept(image, Because.DESCRIPTION, "It is needed by " + needer + ".");
        }
        if (stored.needs().contains(Need.CONTAINER)) {
            return kept(image, Because.CONTAINER, "A container of Docker was made of it.");
        }
        if (stored.needs().contains(Need.IMAGE)) {
            return kept(image, Because.CHILD, "Another image was built upon it.");
        }
        return ofOthers(image, row == null ? null : row.loading()).or(() -> young(image, row, asked));
    }

    private Optional<Kept> ofOthers(HeldImage image, ImageRows.@Nullable Loading loading) {
        if (image.names().stream().anyMatch(name -> name.startsWith(SAMPLES))) {
            return kept(image, Because.SAMPLE, "It is one of those that ./triptych up makes.");
        }
        if (scope == Scope.ALL) {
            return Optional.empty();
        }
        if (loading == null) {
            return kept(image, Because.FOREIGN, "It was not loaded through Triptych.");
        }
        Set<String> given = loading.names();
        return image.names().stream()
                .filter(name -> !given.contains(name))
                .findFirst()
                .flatMap(name -> kept(image, Because.RENAMED, "Somebody else gave it the name \"" + name + "\"."));
    }

    /** How old it is by the latest of what is known: it was here at that time. */
    private Optional<Kept> young(HeldImage image, ImageRows.@Nullable Row row, @Nullable Instant asked) {
        if (row == null) {
            return kept(image, Because.YOUNG, "It was not here before.");
        }
        ImageRows.Loading loading = row.loading();
        Instant last = Stream.of(
                        row.firstSeenAt(),
                        loading == null ? Instant.MIN : loading.at(),
                        asked == null ? Instant.MIN : asked)
                .max(Instant::compareTo)
                .orElseThrow();
        return last.isAfter(since)
                ? kept(image, Because.YOUNG, "It was loaded, seen for the first time or asked for at " + last + ".")
                : Optional.empty();
    }

    private static Optional<Kept> kept(HeldImage image, Because because, String reason) {
        return Optional.of(new Kept(image, because, reason));
    }
}
