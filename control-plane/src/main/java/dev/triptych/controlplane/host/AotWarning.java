package dev.triptych.controlplane.host;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.triptych.controlplane.platform.WarningCode;
import dev.triptych.controlplane.platform.WarningSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Warns when the service started without its ahead-of-time cache, which costs seconds at each start. */
@Component
final class AotWarning implements WarningSource {
    private static final Logger LOG = LoggerFactory.getLogger(AotWarning.class);

    private final boolean used = isUsed();

    /** The machine takes no notice of a cache that does not fit it, and then has not mapped it. */
    private static boolean isUsed() {
        HotSpotDiagnosticMXBean machine = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        String cache = machine.getVMOption("AOTCache").getValue();
        return !cache.isEmpty() && isMapped(cache);
    }

    private static boolean isMapped(String file) {
        try (Stream<String> mappings = Files.lines(Path.of("/proc/self/maps"))) {
            return mappings.anyMatch(mapping -> mapping.endsWith(" " + file));
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("whether the ahead-of-time cache is used cannot be told", e);
            return false;
        }
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
