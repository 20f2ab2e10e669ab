package dev.triptych.controlplane.service;

import dev.triptych.controlplane.platform.Json;
import dev.triptych.controlplane.platform.RoundTrip;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The table of services. */
@Repository
class ServiceRows {
    private static final String COLUMNS = "name, spec, port, sealed_key, version, created_at, changed_at";
    private static final String SELECT = "select " + COLUMNS + ", migration, backends from service"
            + " left join service_shift on service_shift.service = service.name ";

    private final JdbcClient database;

    ServiceRows(JdbcClient database) {
        this.database = database;
    }

    List<ServiceRecord> all() {
        return database.sql(SELECT + "order by name")
                .query((row, number) -> read(row))
                .list();
    }

    Optional<ServiceRecord> find(String name) {
        return database.sql(SELECT + "where name = ?")
                .param(name)
                .query((row, number) -> read(row))
                .optional();
    }

    /** Inserts the row, or replaces what stands under its name. */
    void put(ServiceRecord service) {
        database.sql("insert into service (" + COLUMNS + ") values (?, ?::jsonb, ?, ?, ?, ?, ?)"
                        + " on conflict (name) do update set spec = excluded.spec, port = excluded.port,"
                        + " sealed_key = excluded.sealed_key, version = excluded.version,"
                        + " changed_at = excluded.changed_at")
                .param(service.name())
                .param(Json.write(service.spec()))
                .param(service.port())
                .param(service.sealedKey())
                .param(service.version())
                .param(Timestamp.from(service.createdAt()))
                .param(Timestamp.from(service.changedAt()))
                .update();
    }

    void delete(String name) {
        database.sql("delete from service where name = ?").param(name).update();
    }

    private static ServiceRecord read(ResultSet row) throws SQLException {
        return new ServiceRecord(
                Json.read(row.getString("spec"), ServiceSpec.class),
                row.getInt("port"),
                row.getBytes("sealed_key"),
                row.getLong("version"),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("changed_at").toInstant(),
                shift(row));
    }

    private static ServiceRecord.@Nullable Shift shift(ResultSet row) throws SQLException {
        String migration = row.getString("migration");
        return migration == null
                ? null
                : new ServiceRecord.Shift(
                        migration, List.of(Json.read(row.getString("backends"), ServiceSpec.BackendSpec[].class)));
    }

    /** From now on requests go where a migration says. */
    static void hold(RoundTrip trip, String service, String migration, List<ServiceSpec.BackendSpec> backends) {
        trip.add(
                "insert into service_shift (service, migration, backends) values (?, ?, ?::jsonb)",
                service,
                migration,
                Json.write(backends));
    }

    static void share(RoundTrip trip, String service, String migration, List<ServiceSpec.BackendSpec> backends) {
        trip.add(
                "update service_shift set backends = ?::jsonb where service = ? and migration = ?",
                Json.write(backends),
                service,
                migration);
    }

    static void release(RoundTrip trip, String service, String migration) {
        trip.add("delete from service_shift where service = ? and migration = ?", service, migration);
    }

    static void moved(RoundTrip trip, ServiceRecord service) {
        trip.add(
                "update service set spec = ?::jsonb, version = ?, changed_at = ? where name = ?",
                Json.write(service.spec()),
                service.version(),
                service.changedAt(),
                service.name());
    }
}
