package dev.triptych.controlplane.host;

import dev.triptych.controlplane.platform.WarningSource.Finding;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A condition that holds.
 *
 * @param since since when
 * @param acknowledged who has said to have seen it; null for nobody
 */
public record Warning(
        Finding finding, Instant since, @Nullable Acknowledgement acknowledged) {

    /** Names it as long as it lasts. */
    public String id() {
        return finding.code().name().toLowerCase(Locale.ROOT).replace('_', '-') + "." + finding.subject();
    }

    /** Somebody has seen it. */
    public record Acknowledgement(Instant at, String by) {}
}
