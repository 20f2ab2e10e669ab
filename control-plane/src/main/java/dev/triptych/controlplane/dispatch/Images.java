package dev.triptych.controlplane.dispatch;

import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException.Unavailable;
import dev.triptych.controlplane.workload.Users;
import dev.triptych.controlplane.workload.WorkloadQueries;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.ImageSource.HeldImage;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** The images of this host, and who uses them. */
@Component
public class Images {
    private static final Comparator<Listed> BY_NAME = Comparator.comparing(
                    (Listed listed) -> listed.image().names().isEmpty())
            .thenComparing(listed -> String.join(" ", listed.image().names()))
            .thenComparing(listed -> listed.image().digest());

    private final Drivers drivers;
    private final WorkloadQueries workloads;

    Images(Drivers drivers, WorkloadQueries workloads) {
        this.drivers = drivers;
        this.workloads = workloads;
    }

    /**
     * All of them, by name, those without a name last; asks the backend.
     *
     * @throws Unavailable {@link ErrorCode#DRIVER_UNAVAILABLE} or {@link ErrorCode#BACKEND_TIMEOUT} when it cannot be
     *     asked
     */
    public List<Listed> all() {
        Map<String, Users> users = workloads.usersByDigest();
        try {
            return drivers
                    .images()
                    .orElseThrow(() -> new Unavailable(
                            ErrorCode.DRIVER_UNAVAILABLE, "No driver of this installation knows images.", null))
                    .list()
                    .stream()
                    .map(image -> new Listed(image, users.getOrDefault(image.digest(), Users.NOBODY)))
                    .sorted(BY_NAME)
                    .toList();
        } catch (DriverException e) {
            throw DriverFailures.toApi(e);
        }
    }

    /**
     * An image.
     *
     * @param usedBy the living workloads whose source it is
     */
    public record Listed(HeldImage image, Users usedBy) {}
}
