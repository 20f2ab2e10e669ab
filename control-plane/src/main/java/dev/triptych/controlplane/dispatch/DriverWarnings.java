package dev.triptych.controlplane.dispatch;

import dev.triptych.controlplane.dispatch.Drivers.DriverStatus;
import dev.triptych.controlplane.platform.WarningCode;
import dev.triptych.controlplane.platform.WarningSource;
import dev.triptych.spi.Acceleration;
import dev.triptych.spi.DriverHealth;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** Warns of backends that cannot be asked or lack something, and of machines that are emulated. */
@Component
final class DriverWarnings implements WarningSource {
    private static final String KVM = "kvm";

    private final DriverStatuses statuses;

    DriverWarnings(DriverStatuses statuses) {
        this.statuses = statuses;
    }

    @Override
    public void tell(Findings findings) {
        for (DriverStatus status : statuses.all()) {
            tell(findings, status.kind().name().toLowerCase(Locale.ROOT), status.health());
        }
    }

    private static void tell(Findings findings, String kind, DriverHealth health) {
        String reason = health.reason() == null ? "" : ": " + health.reason();
        findings.found(
                health.status() == DriverHealth.Status.UNAVAILABLE,
                new Finding(
                        WarningCode.DRIVER_UNAVAILABLE,
                        kind,
                        Severity.ERROR,
                        "The backend of the kind " + kind + " cannot be asked" + reason + ".",
                        health.remedy()));
        findings.found(
                health.status() == DriverHealth.Status.DEGRADED,
                new Finding(
                        WarningCode.DRIVER_DEGRADED,
                        kind,
                        Severity.WARNING,
                        "The backend of the kind " + kind + " lacks something" + reason + ".",
                        health.remedy()));
        for (Acceleration kvm : health.accelerators()) {
            findings.found(
                    kvm.name().equals(KVM) && !kvm.inUse(),
                    new Finding(
                            WarningCode.KVM_NOT_USABLE,
                            kind,
                            Severity.NOTICE,
                            "Machines are emulated in software, which is many times slower. " + kvm.reason(),
                            kvm.remedy() == null ? "Set triptych.vm.accelerator to auto." : kvm.remedy()));
        }
    }
}
