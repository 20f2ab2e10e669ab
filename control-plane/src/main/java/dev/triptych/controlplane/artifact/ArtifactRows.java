package dev.triptych.controlplane.artifact;

import dev.triptych.controlplane.platform.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The table of artifacts. */
@Repository
class ArtifactRows {
    private static final String COLUMNS = "name, digest, size_bytes, inspection, created_at, changed_at";

    private final JdbcClient database;

    ArtifactRows(JdbcClient database) {
        this.database = database;
    }

    List<Artifact> all() {
        return database.sql("select " + COLUMNS + " from artifact")
                .query((row, number) -> read(row))
                .list();
    }

    /** Inserts the row, or replaces what stands under its name. */
    void put(Artifact artifact) {
        database.sql("insert into artifact (" + COLUMNS + ") values (?, ?, ?, ?::jsonb, ?, ?)"
                        + " on conflict (name) do update set digest = excluded.digest,"
                        + " size_bytes = excluded.size_bytes, inspection = excluded.inspection,"
                        + " changed_at = excluded.changed_at")
                .param(artifact.name())
                .param(artifact.digest())
                .param(artifact.sizeBytes())
                .param(Json.write(artifact.inspection()))
                .param(Timestamp.from(artifact.createdAt()))
                .param(Timestamp.from(artifact.changedAt()))
                .update();
    }

    void delete(String name) {
        database.sql("delete from artifact where name = ?").param(name).update();
    }

    private static Artifact read(ResultSet row) throws SQLException {
        return new Artifact(
                row.getString("name"),
                row.getString("digest"),
                row.getLong("size_bytes"),
                Json.read(row.getString("inspection"), Inspection.class),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("changed_at").toInstant());
    }
}
