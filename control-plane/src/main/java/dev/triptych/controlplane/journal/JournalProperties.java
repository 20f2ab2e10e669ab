package dev.triptych.controlplane.journal;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of the event feed.
 *
 * @param readers event streams that may be open at once; an idle one costs some tens of KiB
 * @param kept newest events held in memory, from which streams are served without asking the database
 */
@ConfigurationProperties("triptych.journal")
public record JournalProperties(
        @DefaultValue("2000") int readers,
        @DefaultValue("1000") int kept) {
    public JournalProperties {
        if (readers <= 0 || kept <= 0) {
            throw new IllegalArgumentException("triptych.journal.readers and kept must be more than 0");
        }
    }
}
