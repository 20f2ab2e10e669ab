package dev.triptych.db;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** For tests of this and other modules: a server with an empty database, on a home of its own that goes when it is closed. */
public final class TemporaryPostgres implements AutoCloseable {
    /** Unpacking takes seconds, so every test of this build shares one set of programs. */
    private static final Path PROGRAMS = Path.of(System.getProperty("java.io.tmpdir"), "triptych-test-postgres");

    private final Path home;
    private final EmbeddedPostgres server;

    private TemporaryPostgres(Path home) {
        this.home = home;
        this.server = EmbeddedPostgres.start(settings(home));
    }

    public static TemporaryPostgres start() {
        return new TemporaryPostgres(newHome());
    }

    static Path newHome() {
        try {
            // A temporary folder of JUnit's is closed to the account that the server runs as when the tests run as
            // root.
            return Files.createTempDirectory(
                    "triptych-db-", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static EmbeddedPostgresSettings settings(Path home) {
        EmbeddedPostgresSettings usual = EmbeddedPostgresSettings.of(home);
        return new EmbeddedPostgresSettings(home, usual.account(), usual.sharedBase(), PROGRAMS, usual.startDeadline());
    }

    public DatabaseAddress address() {
        return server.address();
    }

    @Override
    public void close() {
        server.close();
        try {
            PostgresBinaries.deleteRecursively(home);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
