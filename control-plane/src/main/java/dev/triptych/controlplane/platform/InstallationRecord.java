package dev.triptych.controlplane.platform;

import dev.triptych.spi.InstallationId;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The identity of this installation, made once and kept in the database. */
final class InstallationRecord {
    private final JdbcClient database;

    InstallationRecord(JdbcClient database) {
        this.database = database;
    }

    InstallationId readOrCreate() {
        database.sql("insert into installation (id) values (?) on conflict do nothing")
                .param(UuidV7.next())
                .update();
        return new InstallationId(
                database.sql("select id from installation").query(UUID.class).single());
    }
}
