package dev.triptych.controlplane.dispatch;

import dev.triptych.spi.ByteSize;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of images that are loaded and pulled, from where they may be pulled, and when unused ones may go.
 *
 * @param maxArchive of one archive as it is sent
 * @param maxUnpacked what the layers of one image may unpack to
 * @param maxEntries files, directories and links in all layers of one image
 * @param maxLoads archives that are loaded at once
 * @param collectGrace how long an image stays that nothing needs, from when it was loaded, first seen here or last asked for
 * @param registries hosts that images may be pulled from, {@code host} or {@code host:port}; none unless listed
 * @param registriesOnLoopback whether registries that are listed may be IP addresses, loopback or link-local. Dangerous: such
 *     addresses reach services of this host, or of its cloud, that trust whoever can reach them
 */
@ConfigurationProperties("triptych.images")
public record ImagesProperties(
        @DefaultValue("8GiB") ByteSize maxArchive,
        @DefaultValue("16GiB") ByteSize maxUnpacked,
        @DefaultValue("1000000") int maxEntries,
        @DefaultValue("2") int maxLoads,
        @DefaultValue("24h") Duration collectGrace,
        @DefaultValue Set<String> registries,
        @DefaultValue("false") boolean registriesOnLoopback,
        @DefaultValue PullLimits pulls) {
    public ImagesProperties {
        registries = registries.stream()
                .map(each -> each.strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
        if (maxArchive.bytes() < 1 || maxUnpacked.bytes() < 1 || maxEntries < 1 || maxLoads < 1) {
            throw new IllegalArgumentException(
                    "triptych.images.max-archive, max-unpacked, max-entries and max-loads must be more than 0");
        }
        if (collectGrace.isNegative()) {
            throw new IllegalArgumentException("triptych.images.collect-grace must not be negative");
        }
    }

    /**
     * Bounds of what is pulled.
     *
     * @param most at once
     * @param maxSize of the layers of one image that are fetched, packed
     * @param stall after how long without any progress one is given up
     * @param timeout after how long one is given up in any case
     * @param tellEvery how often at most its progress is told by an event
     * @param kept how many that have ended stay on record
     */
    public record PullLimits(
            @DefaultValue("3") int most,
            @DefaultValue("16GiB") ByteSize maxSize,
            @DefaultValue("5m") Duration stall,
            @DefaultValue("2h") Duration timeout,
            @DefaultValue("2s") Duration tellEvery,
            @DefaultValue("200") int kept) {
        public PullLimits {
            if (most < 1 || maxSize.bytes() < 1 || kept < 1) {
                throw new IllegalArgumentException("triptych.images.pulls.most, max-size and kept must be more than 0");
            }
            if (!stall.isPositive() || !timeout.isPositive() || !tellEvery.isPositive()) {
                throw new IllegalArgumentException(
                        "triptych.images.pulls.stall, timeout and tell-every must be more than 0");
            }
        }
    }
}
