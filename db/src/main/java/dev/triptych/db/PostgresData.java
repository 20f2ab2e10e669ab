package dev.triptych.db;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.OptionalInt;

/** The data directory: made by {@code initdb} once, then kept. */
final class PostgresData {
    private static final int PORT_LINE = 3;

    private final Path base;
    private final Path folder;
    private final PostgresAccount account;

    PostgresData(Path base, PostgresAccount account) {
        this.base = base;
        this.folder = base.resolve("data");
        this.account = account;
    }

    String folder() {
        return folder.toString();
    }

    /** Makes the data directory unless it is there; a half-made one is thrown away first. */
    void initialise(PostgresPrograms programs, PostgresCredentials credentials)
            throws IOException, InterruptedException {
        if (Files.isDirectory(folder)) {
            requireSameMajorVersion();
            return;
        }
        Path partial = base.resolve("data-initialising");
        PostgresBinaries.deleteRecursively(partial);
        Path passwordFile = Files.createTempFile(
                base,
                "initdb-",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(passwordFile, credentials.admin());
            account.give(passwordFile);
            programs.run(
                    "initdb",
                    "--pgdata=" + partial,
                    "--username=" + PostgresCredentials.ADMIN_ROLE,
                    "--pwfile=" + passwordFile,
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale=C.UTF-8",
                    "--data-checksums");
        } finally {
            Files.delete(passwordFile);
        }
        configure(partial);
        Files.move(partial, folder, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void configure(Path data) throws IOException {
        // Trust nobody: passwords for all, over loopback only.
        overwrite(data.resolve("pg_hba.conf"), "host all all 127.0.0.1/32 scram-sha-256\n");
        overwrite(data.resolve("postgresql.auto.conf"), """
                listen_addresses = '127.0.0.1'
                unix_socket_directories = ''
                password_encryption = 'scram-sha-256'
                fsync = on
                synchronous_commit = on
                full_page_writes = on
                max_connections = 64
                shared_buffers = '64MB'
                log_min_messages = 'warning'
                log_timezone = 'UTC'
                timezone = 'UTC'
                """);
    }

    /** Keeps the owner that initdb gave the file. */
    private static void overwrite(Path file, String text) throws IOException {
        Files.writeString(file, text);
    }

    private void requireSameMajorVersion() throws IOException {
        String found = Files.readString(folder.resolve("PG_VERSION")).strip();
        if (!found.equals(PostgresBinaries.majorVersion())) {
            throw new EmbeddedPostgresException(
                    folder + " was written by PostgreSQL " + found + " and this build has "
                            + PostgresBinaries.majorVersion()
                            + ". Dump it with the old build and load it with this one (see docs/operations.md)",
                    null);
        }
    }

    /** The port of the server that runs on this directory, as it noted it; empty when none ever ran or it ended well. */
    OptionalInt recordedPort() throws IOException {
        Path note = folder.resolve("postmaster.pid");
        if (!Files.exists(note)) {
            return OptionalInt.empty();
        }
        List<String> lines = Files.readAllLines(note);
        return lines.size() > PORT_LINE
                ? OptionalInt.of(Integer.parseInt(lines.get(PORT_LINE).strip()))
                : OptionalInt.empty();
    }
}
