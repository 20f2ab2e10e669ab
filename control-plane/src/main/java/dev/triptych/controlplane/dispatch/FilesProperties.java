package dev.triptych.controlplane.dispatch;

import dev.triptych.spi.ByteSize;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of files that go into workloads and come out of them.
 *
 * @param most transfers and listings at once
 * @param maxUpload what one upload may unpack to
 * @param maxDownload of one download
 * @param mostEntries entries of one uploaded archive
 * @param mostListed entries of one folder that are told
 */
@ConfigurationProperties("triptych.files")
public record FilesProperties(
        @DefaultValue("8") int most,
        @DefaultValue("1GiB") ByteSize maxUpload,
        @DefaultValue("4GiB") ByteSize maxDownload,
        @DefaultValue("100000") int mostEntries,
        @DefaultValue("2000") int mostListed) {
    public FilesProperties {
        if (most < 1 || mostEntries < 1 || mostListed < 1) {
            throw new IllegalArgumentException("triptych.files.most, most-entries and most-listed must be more than 0");
        }
        if (maxUpload.bytes() < 1 || maxDownload.bytes() < 1) {
            throw new IllegalArgumentException("triptych.files.max-upload and max-download must be more than 0");
        }
    }
}
