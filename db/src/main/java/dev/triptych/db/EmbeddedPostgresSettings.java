package dev.triptych.db;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the embedded server is run.
 *
 * @param home {@code TRIPTYCH_HOME}; the server's files are below {@code home/postgres}
 * @param account the user that the server runs as when this process is root, since PostgreSQL refuses to be root
 * @param sharedBase where the files go, with a link from {@code home/postgres}, when this process is root and the
 *     account may not enter {@code home}
 * @param programs where the server's programs are unpacked; null for beside the data
 * @param startDeadline how long a start or a stop may take
 */
public record EmbeddedPostgresSettings(
        Path home,
        String account,
        Path sharedBase,
        @Nullable Path programs,
        Duration startDeadline) {
    /** The usual settings for a home. */
    public static EmbeddedPostgresSettings of(Path home) {
        return new EmbeddedPostgresSettings(
                home, "triptych", Path.of("/var/lib/triptych/homes"), null, Duration.ofSeconds(60));
    }
}
