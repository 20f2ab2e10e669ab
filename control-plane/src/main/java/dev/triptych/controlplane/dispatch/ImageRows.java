package dev.triptych.controlplane.dispatch;

import dev.triptych.controlplane.platform.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The table {@code image}: what is known of images that the backend does not tell. */
@Repository
class ImageRows {
    private static final String DIGESTS = " from jsonb_array_elements_text(?::jsonb) as present (digest) ";

    private final JdbcClient database;

    ImageRows(JdbcClient database) {
        this.database = database;
    }

    /**
     * What is known of one.
     *
     * @param loading null for one that was not loaded through Triptych
     */
    record Row(String digest, Instant firstSeenAt, @Nullable Loading loading) {}

    /**
     * How it came.
     *
     * @param by a token's name
     * @param names all that it was given so far
     */
    record Loading(Instant at, String by, Set<String> names) {}

    Map<String, Row> all() {
        Map<String, Row> rows = new HashMap<>();
        database.sql("select digest, first_seen_at, loaded_at, loaded_by, loaded_names from image")
                .query((row, number) -> read(row))
                .list()
                .forEach(row -> rows.put(row.digest(), row));
        return rows;
    }

    private static Row read(ResultSet row) throws SQLException {
        Timestamp loaded = row.getTimestamp("loaded_at");
        return new Row(
                row.getString("digest"),
                row.getTimestamp("first_seen_at").toInstant(),
                loaded == null
                        ? null
                        : new Loading(
                                loaded.toInstant(),
                                row.getString("loaded_by"),
                                Set.copyOf(Arrays.asList(Json.read(row.getString("loaded_names"), String[].class)))));
    }

    /** Notes these as seen, and forgets what has gone; not what came after the look. */
    void see(Collection<String> digests, Instant lookedAt) {
        String all = Json.write(digests);
        database.sql("insert into image (digest, first_seen_at) select present.digest, ?::timestamptz" + DIGESTS
                        + "on conflict (digest) do nothing")
                .params(Timestamp.from(lookedAt), all)
                .update();
        database.sql("delete from image where coalesce(loaded_at, first_seen_at) < ? and not exists (select 1" + DIGESTS
                        + "where present.digest = image.digest)")
                .params(Timestamp.from(lookedAt), all)
                .update();
    }

    /** Notes that one was loaded, once more perhaps. */
    void load(String digest, Collection<String> names, Instant at, String by) {
        Set<String> given = new TreeSet<>(names);
        Row before = all().get(digest);
        Loading earlier = before == null ? null : before.loading();
        if (earlier != null) {
            given.addAll(earlier.names());
        }
        database.sql("insert into image (digest, first_seen_at, loaded_at, loaded_by, loaded_names)"
                        + " values (?, ?, ?, ?, ?::jsonb) on conflict (digest) do update set"
                        + " loaded_at = excluded.loaded_at, loaded_by = excluded.loaded_by,"
                        + " loaded_names = excluded.loaded_names")
                .params(digest, Timestamp.from(at), Timestamp.from(at), by, Json.write(given))
                .update();
    }

    /** Whether one was loaded at this time or later. */
    boolean isLoadedSince(String digest, Instant time) {
        return database.sql("select exists (select from image where digest = ? and loaded_at >= ?)")
                .params(digest, Timestamp.from(time))
                .query(Boolean.class)
                .single();
    }

    void delete(String digest) {
        database.sql("delete from image where digest = ?").param(digest).update();
    }
}
