package dev.triptych.controlplane.dispatch;

import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException.Unavailable;
import dev.triptych.controlplane.workload.Users;
import dev.triptych.controlplane.workload.WorkloadQueries;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.ImageSource.HeldImage;
import dev.triptych.spi.ImageStore;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The images of this host, and who uses them. */
@Component
public class Images {
    /** Those with a name first. */
    static final Comparator<HeldImage> BY_NAME = Comparator.comparing(
                    (HeldImage image) -> image.names().isEmpty())
            .thenComparing(image -> String.join(" ", image.names()))
            .thenComparing(HeldImage::digest);

    private final Drivers drivers;
    private final WorkloadQueries workloads;
    private final ImageRows rows;

    Images(Drivers drivers, WorkloadQueries workloads, ImageRows rows) {
        this.drivers = drivers;
        this.workloads = workloads;
        this.rows = rows;
    }

    /**
     * All of them, by name, those without a name last; asks the backend.
     *
     * @throws Unavailable {@link ErrorCode#DRIVER_UNAVAILABLE} or {@link ErrorCode#BACKEND_TIMEOUT} when it cannot be
     *     asked
     */
    public List<Listed> all() {
        Map<String, Users> users = workloads.usersByDigest();
        Map<String, ImageRows.Row> known = rows.all();
        try {
            return drivers.images().orElseThrow(Images::noDriver).list().stream()
                    .sorted(BY_NAME)
                    .map(image -> listed(image, users, known.get(image.digest())))
                    .toList();
        } catch (DriverException e) {
            throw DriverFailures.toApi(e);
        }
    }

    private static Listed listed(HeldImage image, Map<String, Users> users, ImageRows.@Nullable Row row) {
        ImageRows.Loading loading = row == null ? null : row.loading();
        return new Listed(
                image,
                users.getOrDefault(image.digest(), Users.NOBODY),
                loading == null ? null : loading.at(),
                loading == null ? null : loading.by());
    }

    /** The one of this name, which was there a moment ago. */
    Listed named(String name) {
        return all().stream()
                .filter(listed -> listed.image().names().contains(name))
                .findFirst()
                .orElseThrow(() -> new Unavailable(
                        ErrorCode.BACKEND_REFUSED,
                        "The image \"" + name + "\" was there and has lost its name or gone: somebody else who uses the"
                                + " container engine removed it.",
                        null));
    }

    ImageStore store() {
        return drivers.imageStore().orElseThrow(Images::noDriver);
    }

    static Unavailable noDriver() {
        return new Unavailable(ErrorCode.DRIVER_UNAVAILABLE, "No driver of this installation knows images.", null);
    }

    /**
     * An image.
     *
     * @param usedBy the living workloads whose source it is
     * @param loadedAt when it was loaded through Triptych; null when somebody else brought it
     * @param loadedBy a token's name
     */
    public record Listed(
            HeldImage image,
            Users usedBy,
            @Nullable Instant loadedAt,
            @Nullable String loadedBy) {}
}
