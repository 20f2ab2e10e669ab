package dev.triptych.controlplane.pull;

import dev.triptych.controlplane.dispatch.ImagePulls.Credentials;
import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.RoundTrip;
import dev.triptych.controlplane.pull.Pull.Failure;
import dev.triptych.controlplane.pull.Pull.Outcome;
import dev.triptych.controlplane.pull.Pull.State;
import dev.triptych.spi.ImagePulling.Progress;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The table {@code image_pull}. */
@Repository
class PullRows {
    private static final String SELECT = "select id, reference, platform, username, secret, state, layers, layers_done,"
            + " bytes, bytes_fetched, bytes_unpacked, created_at, created_by, ended_at, digest, repo_digest, error_code,"
            + " error_detail from image_pull ";

    private final JdbcClient database;

    PullRows(JdbcClient database) {
        this.database = database;
    }

    static void insert(RoundTrip trip, Pull pull) {
        Credentials credentials = pull.credentials();
        trip.add(
                "insert into image_pull (id, reference, platform, username, secret, state, created_at, created_by)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?)",
                pull.id(),
                pull.reference(),
                pull.platform(),
                credentials == null ? null : credentials.username(),
                credentials == null ? null : credentials.secret(),
                pull.state().name(),
                pull.createdAt(),
                pull.createdBy());
    }

    /** All that changes of it. */
    static void update(RoundTrip trip, Pull pull) {
        Progress progress = pull.progress();
        Outcome outcome = pull.outcome();
        Failure error = outcome == null ? null : outcome.error();
        trip.add(
                "update image_pull set state = ?, layers = ?, layers_done = ?, bytes = ?, bytes_fetched = ?,"
                        + " bytes_unpacked = ?, ended_at = ?::timestamptz, digest = ?, repo_digest = ?, error_code = ?,"
                        + " error_detail = ? where id = ?",
                pull.state().name(),
                progress.layers(),
                progress.layersDone(),
                progress.bytes(),
                progress.bytesFetched(),
                progress.bytesUnpacked(),
                outcome == null ? null : outcome.endedAt(),
                outcome == null ? null : outcome.digest(),
                outcome == null ? null : outcome.repoDigest(),
                error == null ? null : error.code().name(),
                error == null ? null : error.detail(),
                pull.id());
    }

    /** Forgets those that ended, but for the latest. */
    static void forget(RoundTrip trip, int kept) {
        trip.add(
                "delete from image_pull where id in (select id from image_pull where state <> 'PULLING'"
                        + " order by id desc offset ?)",
                kept);
    }

    /** Newest first. */
    List<Pull> all() {
        return database.sql(SELECT + "order by id desc")
                .query((row, number) -> read(row))
                .list();
    }

    Optional<Pull> find(UUID id) {
        return database.sql(SELECT + "where id = ?")
                .param(id)
                .query((row, number) -> read(row))
                .optional();
    }

    /** Those that are under way as far as is on record. */
    List<Pull> open() {
        return database.sql(SELECT + "where state = 'PULLING' order by id")
                .query((row, number) -> read(row))
                .list();
    }

    private static Pull read(ResultSet row) throws SQLException {
        String username = row.getString("username");
        return new Pull(
                row.getObject("id", UUID.class),
                row.getString("reference"),
                row.getString("platform"),
                username == null ? null : new Credentials(username, row.getString("secret")),
                State.valueOf(row.getString("state")),
                new Progress(
                        row.getInt("layers"),
                        row.getInt("layers_done"),
                        row.getLong("bytes"),
                        row.getLong("bytes_fetched"),
                        row.getLong("bytes_unpacked")),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getString("created_by"),
                outcome(row));
    }

    private static @Nullable Outcome outcome(ResultSet row) throws SQLException {
        OffsetDateTime ended = row.getObject("ended_at", OffsetDateTime.class);
        String code = row.getString("error_code");
        return ended == null
                ? null
                : new Outcome(
                        ended.toInstant(),
                        row.getString("digest"),
                        row.getString("repo_digest"),
                        code == null ? null : new Failure(ErrorCode.valueOf(code), row.getString("error_detail")));
    }
}
