package dev.triptych.driver.vm;

import java.nio.file.Path;
import java.time.Duration;

/** The driver's settings as a default service has them. */
final class TestSettings {
    private TestSettings() {}

    static VmDriverProperties properties() {
        return withUri("qemu:///system");
    }

    static VmDriverProperties withUri(String uri) {
        return new VmDriverProperties(
                true,
                uri,
                AcceleratorChoice.AUTO,
                null,
                Path.of("/var/lib/triptych/kernel"),
                Path.of("/usr/share/qemu/qboot.rom"),
                "triptych",
                Duration.ofSeconds(60),
                Duration.ofMinutes(10),
                Duration.ofSeconds(2),
                "sqfstar",
                "qemu-img",
                "xorriso",
                "mkfs.ext4",
                Path.of("/usr/share/OVMF/OVMF_CODE_4M.fd"),
                Path.of("/usr/share/OVMF/OVMF_VARS_4M.fd"));
    }
}
