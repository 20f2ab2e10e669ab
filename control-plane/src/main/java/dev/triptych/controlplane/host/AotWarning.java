package dev.triptych.controlplane.host;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.triptych.controlplane.platform.WarningCode;
import dev.triptych.controlplane.platform.WarningSource;
import java.lang.management.ManagementFactory;
import org.springframework.stereotype.Component;

/** Warns when the service started without its ahead-of-time cache, which costs seconds at each start. */
@Component
final class AotWarning implements WarningSource {
    private final boolean used = isUsed();

    /** The machine takes no notice of a cache that does not fit it, and then shares nothing. */
    private static boolean isUsed() {
        HotSpotDiagnosticMXBean machine = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        return !machine.getVMOption("AOTCache").getValue().isEmpty()
                && Boolean.parseBoolean(machine.getVMOption("UseSharedSpaces").getValue());
    }

    @Override
    public void tell(Findings findings) {
        findings.found(
                !used,
                new Finding(
                        WarningCode.AOT_CACHE_UNUSED,
                        "service",
                        Severity.NOTICE,
                        "The service started without its ahead-of-time cache, so that its start took longer.",
                        "Run ./triptych up, which makes the cache anew when it does not fit any more."));
    }
}
