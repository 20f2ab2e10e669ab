package dev.triptych.controlplane.volume;

import dev.triptych.controlplane.volume.Volume.Stage;
import dev.triptych.spi.ByteSize;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The table of volumes. */
@Repository
class VolumeRows {
    private static final String COLUMNS = "name, size_bytes, stage, created_at";

    private final JdbcClient database;

    VolumeRows(JdbcClient database) {
        this.database = database;
    }

    List<Volume> all() {
        return database.sql("select " + COLUMNS + " from volume")
                .query((row, number) -> read(row))
                .list();
    }

    /** Inserts the row, or moves what is there to its stage. */
    void put(Volume volume) {
        ByteSize size = volume.size();
        database.sql("insert into volume (" + COLUMNS + ") values (?, ?, ?, ?)"
                        + " on conflict (name) do update set stage = excluded.stage")
                .param(volume.name())
                .param(size == null ? null : size.bytes())
                .param(volume.stage().name())
                .param(Timestamp.from(volume.createdAt()))
                .update();
    }

    void delete(String name) {
        database.sql("delete from volume where name = ?").param(name).update();
    }

    private static Volume read(ResultSet row) throws SQLException {
        Long size = row.getObject("size_bytes", Long.class);
        return new Volume(
                row.getString("name"),
                size == null ? null : new ByteSize(size),
                Stage.valueOf(row.getString("stage")),
                row.getTimestamp("created_at").toInstant());
    }
}
