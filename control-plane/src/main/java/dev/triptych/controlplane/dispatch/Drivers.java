package dev.triptych.controlplane.dispatch;

import dev.triptych.spi.Driver;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.DriverHealth;
import dev.triptych.spi.ImagePulling;
import dev.triptych.spi.ImageSource;
import dev.triptych.spi.ImageStore;
import dev.triptych.spi.WorkloadKind;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** The drivers there are, one for each kind at most. */
@Component
public class Drivers {
    private final Map<WorkloadKind, Driver> byKind = new EnumMap<>(WorkloadKind.class);

    Drivers(ObjectProvider<Driver> drivers) {
        drivers.forEach(driver -> {
            if (byKind.put(driver.kind(), driver) != null) {
                throw new IllegalStateException("two drivers for " + driver.kind());
            }
        });
    }

    public Collection<Driver> all() {
        return List.copyOf(byKind.values());
    }

    /**
     * The driver of a kind.
     *
     * @throws DriverException {@link DriverErrorCode#BACKEND_UNAVAILABLE} when there is none
     */
    public Driver of(WorkloadKind kind) {
        Driver driver = byKind.get(kind);
        if (driver == null) {
            throw new DriverException(
                    DriverErrorCode.BACKEND_UNAVAILABLE,
                    "This installation has no driver for the kind "
                            + kind.name().toLowerCase(Locale.ROOT) + ".");
        }
        return driver;
    }

    /** Who can resolve image references and open their file systems; empty when no driver can. */
    Optional<ImageSource> images() {
        return byKind.values().stream()
                .flatMap(driver -> driver.capability(ImageSource.class).stream())
                .findFirst();
    }

    /** Who can load and remove images; empty when no driver can. */
    Optional<ImageStore> imageStore() {
        return byKind.values().stream()
                .flatMap(driver -> driver.capability(ImageStore.class).stream())
                .findFirst();
    }

    /** Who can fetch images from registries; empty when no driver can. */
    Optional<ImagePulling> imagePulling() {
        return byKind.values().stream()
                .flatMap(driver -> driver.capability(ImagePulling.class).stream())
                .findFirst();
    }

    /** How each driver is now; asks the backends. */
    public List<DriverStatus> health() {
        return byKind.values().stream()
                .map(driver -> new DriverStatus(driver.kind(), driver.workloadsSurviveRestart(), driver.probe()))
                .toList();
    }

    /**
     * One driver's state.
     *
     * @param survivesRestart whether its workloads go on while the control plane is restarted
     */
    public record DriverStatus(WorkloadKind kind, boolean survivesRestart, DriverHealth health) {}
}
