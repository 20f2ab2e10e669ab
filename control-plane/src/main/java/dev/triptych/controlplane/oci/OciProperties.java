package dev.triptych.controlplane.oci;

import dev.triptych.spi.ByteSize;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of the images that Wasm modules come in.
 *
 * @param maxUnpacked the most that the files of one image may have together
 * @param maxEntries the most files, directories and links in one image
 * @param sweepGrace how long the files of an image stay that no workload uses
 */
@ConfigurationProperties("triptych.oci")
public record OciProperties(
        @DefaultValue("512MiB") ByteSize maxUnpacked,
        @DefaultValue("100000") int maxEntries,
        @DefaultValue("1h") Duration sweepGrace) {
    public OciProperties {
        if (maxUnpacked.bytes() == 0 || maxEntries < 1 || sweepGrace.isNegative()) {
            throw new IllegalArgumentException(
                    "triptych.oci.max-unpacked and max-entries must be more than 0 and sweep-grace not negative");
        }
    }
}
