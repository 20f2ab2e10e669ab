package dev.triptych.controlplane.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ties a database to the one home that its records speak of: artifacts, the secrets' key, logs and the ways to the wasm hosts
 * are there and nowhere else. The home has a name of its own in the file {@code home.id}, which goes with it when it is moved
 * or mounted elsewhere; the database keeps that name from its first lead on.
 */
public final class HomeClaim {
    private static final Logger LOG = LoggerFactory.getLogger(HomeClaim.class);
    private static final String FILE = "home.id";

    private final Path home;
    private final boolean replaces;

    /**
     * The claim of a process on the database that it is about to lead.
     *
     * @param home the directory; it is made when it is claimed, not before
     * @param replaces whether it may take the place of the home that the database knows
     */
    public HomeClaim(Path home, boolean replaces) {
        this.home = home;
        this.replaces = replaces;
    }

    /**
     * Changes nothing.
     *
     * @throws OtherHome when the database knows another home, and this one may not replace it
     */
    void check(Connection on) throws SQLException {
        String recorded = recorded(on);
        if (recorded != null && !replaces && !recorded.equals(id())) {
            throw new OtherHome(home);
        }
    }

    /**
     * Has the database know this home; only for who holds the lead's lock.
     *
     * @throws OtherHome as {@link #check} does
     */
    void make(Connection on) throws SQLException {
        check(on);
        String recorded = recorded(on);
        String own = idAtLast();
        if (recorded != null && !recorded.equals(own)) {
            LOG.warn("{} takes the place of the home that this database had; what lay there is not here", home);
        }
        try (Statement statement = on.createStatement()) {
            statement.execute("create schema if not exists triptych_leadership");
            statement.execute("create table if not exists triptych_leadership.home"
                    + " (single boolean constraint home_pk primary key constraint home_single check (single),"
                    + " id text not null)");
        }
        try (PreparedStatement record = on.prepareStatement("insert into triptych_leadership.home values (true, ?)"
                + " on conflict (single) do update set id = excluded.id")) {
            record.setString(1, own);
            record.executeUpdate();
        }
    }

    /** Null when nobody has led on this database, or nobody who knew of homes. */
    private static @Nullable String recorded(Connection on) throws SQLException {
        try (Statement statement = on.createStatement()) {
            try (ResultSet table = statement.executeQuery("select to_regclass('triptych_leadership.home') is null")) {
                table.next();
                if (table.getBoolean(1)) {
                    return null;
                }
            }
            try (ResultSet row = statement.executeQuery("select id from triptych_leadership.home")) {
                return row.next() ? row.getString(1) : null;
            }
        }
    }

    /** Null when the home has no name yet. */
    private @Nullable String id() {
        try {
            return Files.readString(home.resolve(FILE)).strip();
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(home.resolve(FILE) + " cannot be read", e);
        }
    }

    /** On disk before the database hears of it: else a crash would leave a database whose home nobody is. */
    private String idAtLast() {
        String known = id();
        if (known != null) {
            return known;
        }
        String fresh = UuidV7.next().toString();
        Path folder = Home.at(home).root();
        Path draft = folder.resolve(FILE + ".new");
        try {
            Files.deleteIfExists(draft);
            try (FileChannel channel =
                    FileChannel.open(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap((fresh + "\n").getBytes(StandardCharsets.US_ASCII)));
                channel.force(true);
            }
            Files.move(draft, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
            try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
                directory.force(true);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(folder.resolve(FILE) + " cannot be written", e);
        }
        return fresh;
    }
}
