package dev.triptych.controlplane.dispatch;

import dev.triptych.controlplane.dispatch.Drivers.DriverStatus;
import dev.triptych.controlplane.platform.WarningCode;
import dev.triptych.controlplane.platform.WarningSource;
import dev.triptych.spi.DriverHealth;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** Warns of backends that cannot be asked or lack something, and of machines that are emulated. */
@Component
final class DriverWarnings implements WarningSource {
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
        String accelerator = health.facts().get("accelerator");
        if (accelerator != null) {
            findings.found(
                    accelerator.equals("tcg"),
                    new Finding(
                            WarningCode.KVM_NOT_USABLE,
                            kind,
                            Severity.NOTICE,
                            "Machines are emulated in software, which is many times slower: KVM cannot be used here.",
                            "Use a host whose processor offers vmx or svm, with /dev/kvm as root:kvm and mode 0660."));
        }
    }
}
