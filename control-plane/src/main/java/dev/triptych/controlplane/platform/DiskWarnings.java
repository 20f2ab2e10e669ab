package dev.triptych.controlplane.platform;

import org.springframework.stereotype.Component;

/** Warns before the disk is so full that new writes are refused, and while they are. */
@Component
final class DiskWarnings implements WarningSource {
    private static final String SUBJECT = "home";

    private final DiskGuard disk;

    DiskWarnings(DiskGuard disk) {
        this.disk = disk;
    }

    @Override
    public void tell(Findings findings) {
        DiskGuard.Level level = disk.level();
        String room = "Delete artifacts and workloads that nobody needs, or make room on the host.";
        findings.found(
                level == DiskGuard.Level.FULL,
                new Finding(
                        WarningCode.STORAGE_FULL,
                        SUBJECT,
                        Severity.ERROR,
                        "The disk is so full that nothing new is stored. What runs goes on.",
                        room));
        findings.found(
                level == DiskGuard.Level.LOW,
                new Finding(
                        WarningCode.DISK_LOW,
                        SUBJECT,
                        Severity.WARNING,
                        "The disk is nearly so full that nothing new will be stored.",
                        room));
    }
}
