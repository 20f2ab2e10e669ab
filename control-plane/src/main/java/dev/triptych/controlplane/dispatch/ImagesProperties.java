package dev.triptych.controlplane.dispatch;

import dev.triptych.spi.ByteSize;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of images that are loaded, and when unused ones may go.
 *
 * @param maxArchive of one archive as it is sent
 * @param maxUnpacked what the layers of one image may unpack to
 * @param maxEntries files, directories and links in all layers of one image
 * @param maxLoads archives that are loaded at once
 * @param collectGrace how long an image stays that nothing needs, from when it was loaded, first seen here or last asked for
 */
@ConfigurationProperties("triptych.images")
public record ImagesProperties(
        @DefaultValue("8GiB") ByteSize maxArchive,
        @DefaultValue("16GiB") ByteSize maxUnpacked,
        @DefaultValue("1000000") int maxEntries,
        @DefaultValue("2") int maxLoads,
        @DefaultValue("24h") Duration collectGrace) {
    public ImagesProperties {
        if (maxArchive.bytes() < 1 || maxUnpacked.bytes() < 1 || maxEntries < 1 || maxLoads < 1) {
            throw new IllegalArgumentException(
                    "triptych.images.max-archive, max-unpacked, max-entries and max-loads must be more than 0");
        }
        if (collectGrace.isNegative()) {
            throw new IllegalArgumentException("triptych.images.collect-grace must not be negative");
        }
    }
}
