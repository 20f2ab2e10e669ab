package dev.triptych.db;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL server as a child process: durable, with passwords, on loopback, its data kept between starts.
 *
 * <p>The server outlives this process when that is killed; the next start on the same home finds it running and takes it
 * over. One home serves one process at a time: a second one is refused by a file lock.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    private static final String DATABASE = "triptych";
    private static final int SHARED_NAME_BYTES = 8;

    private final PostgresPrograms programs;
    private final PostgresData data;
    private final PostgresCredentials credentials;
    private final FileChannel lock;
    private final boolean takenOver;
    private final int port;

    private EmbeddedPostgres(
            PostgresPrograms programs, PostgresData data, PostgresCredentials credentials, FileChannel lock)
            throws IOException, InterruptedException {
        this.programs = programs;
        this.data = data;
        this.credentials = credentials;
        this.lock = lock;
        data.initialise(programs, credentials);
        OptionalInt running = runningPort();
        takenOver = running.isPresent();
        port = takenOver ? running.getAsInt() : startServer();
    }

    /**
     * Starts the server, or takes over the one that still runs on this home. Returns when it answers.
     *
     * @throws EmbeddedPostgresException when it cannot be used; nothing of ours is left running then
     */
    public static EmbeddedPostgres start(EmbeddedPostgresSettings settings) {
        try {
            Files.createDirectories(settings.home());
            FileChannel lock = lock(settings.home().resolve("postgres.lock"));
            try {
                return open(settings, lock);
            } catch (IOException | SQLException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException | SQLException e) {
            throw new EmbeddedPostgresException("the embedded PostgreSQL cannot be used: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedPostgresException("interrupted while PostgreSQL started", e);
        }
    }

    private static EmbeddedPostgres open(EmbeddedPostgresSettings settings, FileChannel lock)
            throws IOException, InterruptedException, SQLException {
        PostgresAccount account = PostgresAccount.choose(settings.account());
        Path base = baseFolder(settings, account);
        PostgresBinaries binaries = PostgresBinaries.below(settings.programs() == null ? base : settings.programs());
        PostgresPrograms programs = new PostgresPrograms(binaries, account, base, settings.startDeadline());
        EmbeddedPostgres server = new EmbeddedPostgres(
                programs,
                new PostgresData(base, account),
                PostgresCredentials.loadOrCreate(settings.home().resolve("postgres.credentials")),
                lock);
        try {
            server.createDatabase();
            return server;
        } catch (SQLException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private static FileChannel lock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (tryLock(channel) == null) {
            channel.close();
            throw new EmbeddedPostgresException(
                    "another Triptych service uses " + file.getParent() + "; stop it, or choose another TRIPTYCH_HOME",
                    null);
        }
        return channel;
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    private static Path baseFolder(EmbeddedPostgresSettings settings, PostgresAccount account) throws IOException {
        Path base = settings.home().resolve("postgres");
        if (!Files.isSymbolicLink(base) && !Files.isDirectory(base)) {
            if (account.mayEnter(settings.home())) {
                Files.createDirectory(base);
            } else {
                Files.createSymbolicLink(base, sharedFolder(settings));
            }
        }
        Path real = base.toRealPath();
        Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rwxr-xr-x"));
        account.give(real);
        return real;
    }

    /**
     * A new folder that belongs to this home, where the account can reach it. Never one of before: a home that was
     * deleted by hand left its data there, and the passwords to it went with the home.
     */
    private static Path sharedFolder(EmbeddedPostgresSettings settings) throws IOException {
        byte[] home = settings.home().toRealPath().toString().getBytes(StandardCharsets.UTF_8);
        String name = HexFormat.of().formatHex(sha256(home), 0, SHARED_NAME_BYTES);
        Path folder = Files.createTempDirectory(Files.createDirectories(settings.sharedBase()), name + "-");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        return Files.createDirectory(folder.resolve("postgres"));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private OptionalInt runningPort() throws IOException, InterruptedException {
        boolean running =
                programs.attempt("pg_ctl", "status", "-D", data.folder()).code() == 0;
        return running ? data.recordedPort() : OptionalInt.empty();
    }

    private int startServer() throws IOException, InterruptedException {
        int free = freePort();
        programs.run(
                "pg_ctl", "start", "-w", "-s", "-D", data.folder(), "-l", data.folder() + ".log", "-o", "-p " + free);
        return free;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Makes the service's role and database, unless they are there. */
    private void createDatabase() throws SQLException {
        DatabaseAddress admin = admin();
        try (Connection connection = DriverManager.getConnection(admin.url(), admin.user(), admin.password());
                Statement statement = connection.createStatement()) {
            if (isEmpty(
                    statement, "select 1 from pg_roles where rolname = '" + PostgresCredentials.SERVICE_ROLE + "'")) {
                // The password is our own base64url text: it has no quote.
                statement.execute("create role " + PostgresCredentials.SERVICE_ROLE
                        + " login nosuperuser nocreatedb nocreaterole password '" + credentials.service() + "'");
            }
            if (isEmpty(statement, "select 1 from pg_database where datname = '" + DATABASE + "'")) {
                statement.execute("create database " + DATABASE + " owner " + PostgresCredentials.SERVICE_ROLE);
            }
        }
    }

    private static boolean isEmpty(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            return !rows.next();
        }
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /** Where the service's database is. */
    public DatabaseAddress address() {
        return new DatabaseAddress(url(DATABASE), PostgresCredentials.SERVICE_ROLE, credentials.service());
    }

    /** The superuser's way in, for tests of the server's own settings. */
    DatabaseAddress admin() {
        return new DatabaseAddress(url("postgres"), PostgresCredentials.ADMIN_ROLE, credentials.admin());
    }

    /** Whether the server ran already when this process came. */
    public boolean takenOver() {
        return takenOver;
    }

    /** Leaves the server running for the next process, and lets go of the home. */
    public void release() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new EmbeddedPostgresException("cannot release the lock on the home", e);
        }
    }

    /** Stops the server: open transactions are rolled back, everything committed is on disk. Closing twice is allowed. */
    @Override
    public void close() {
        if (!lock.isOpen()) {
            return;
        }
        try {
            programs.run("pg_ctl", "stop", "-w", "-s", "-m", "fast", "-D", data.folder());
        } catch (IOException e) {
            throw new EmbeddedPostgresException("cannot stop PostgreSQL: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedPostgresException("interrupted while PostgreSQL stopped", e);
        } finally {
            release();
        }
    }
}
