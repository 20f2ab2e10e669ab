package dev.triptych.controlplane.verification;

import dev.triptych.controlplane.platform.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Tables of recordings: one a service, and what each holds, encrypted. */
@Repository
class RecordingRows {
    private static final String COLUMNS =
            "id, service, spec, started_at, until_at, erase_at, stored, stored_bytes, skipped";

    private final JdbcClient database;

    RecordingRows(JdbcClient database) {
        this.database = database;
    }

    /**
     * A stored request.
     *
     * @param name what it was sealed under
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Sealed(String name, byte[] value) {}

    List<Recording> all() {
        return database.sql("select " + COLUMNS + " from recording order by service")
                .query((row, number) -> read(row))
                .list();
    }

    Optional<Recording> find(String service) {
        return database.sql("select " + COLUMNS + " from recording where service = ?")
                .param(service)
                .query((row, number) -> read(row))
                .optional();
    }

    void insert(Recording recording) {
        database.sql("insert into recording (" + COLUMNS + ") values (?, ?, ?::jsonb, ?, ?, ?, 0, 0, 0)")
                .param(recording.id())
                .param(recording.service())
                .param(Json.write(recording.spec()))
                .param(Timestamp.from(recording.startedAt()))
                .param(Timestamp.from(recording.until()))
                .param(Timestamp.from(recording.eraseAt()))
                .update();
    }

    /** Removes it with all that it holds; false when there was none. */
    boolean delete(String service) {
        return database.sql("delete from recording where service = ?")
                        .param(service)
                        .update()
                > 0;
    }

    /** Removes those whose time has come; the services that they were of. */
    List<String> deleteOver(Instant now) {
        return database.sql("delete from recording where erase_at <= ? returning service")
                .param(Timestamp.from(now))
                .query((row, _) -> row.getString("service"))
                .list();
    }

    /**
     * Stores one request, unless the recording is gone, full, or has it already: a gateway tells again what it does not
     * know to have arrived.
     */
    void store(Recording recording, long source, long number, byte[] sealed) {
        database.sql(
                        "with present as (select id from recording where id = ? and stored < ? and stored_bytes < ? for update),"
                                + " added as (insert into recorded_request (recording_id, source, number, sealed)"
                                + " select id, ?, ?, ? from present on conflict do nothing returning recording_id)"
                                + " update recording set stored = stored + 1, stored_bytes = stored_bytes + ?"
                                + " where id in (select recording_id from added)")
                .param(recording.id())
                .param(recording.spec().requests())
                .param(Recording.MOST_BYTES)
                .param(source)
                .param(number)
                .param(sealed)
                .param(sealed.length)
                .update();
    }

    void skipped(UUID id, long more) {
        database.sql("update recording set skipped = skipped + ? where id = ?")
                .param(more)
                .param(id)
                .update();
    }

    List<Sealed> requests(Recording recording) {
        return database.sql(
                        "select source, number, sealed from recorded_request where recording_id = ? order by order_id")
                .param(recording.id())
                .query((row, index) -> new Sealed(
                        name(recording.id(), row.getLong("source"), row.getLong("number")), row.getBytes("sealed")))
                .list();
    }

    /** What a request is sealed under: it opens nowhere else. */
    static String name(UUID recording, long source, long number) {
        return "recording/" + recording + "/" + source + "/" + number;
    }

    private static Recording read(ResultSet row) throws SQLException {
        return new Recording(
                row.getObject("id", UUID.class),
                row.getString("service"),
                Json.read(row.getString("spec"), RecordingSpec.class),
                row.getTimestamp("started_at").toInstant(),
                row.getTimestamp("until_at").toInstant(),
                row.getTimestamp("erase_at").toInstant(),
                row.getInt("stored"),
                row.getLong("stored_bytes"),
                row.getLong("skipped"));
    }
}
