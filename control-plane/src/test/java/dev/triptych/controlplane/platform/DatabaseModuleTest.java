package dev.triptych.controlplane.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.db.DatabaseAddress;
import dev.triptych.db.TemporaryPostgres;
import dev.triptych.spi.InstallationId;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatabaseModuleTest {
    private final TemporaryPostgres postgres = TemporaryPostgres.start();

    private JdbcClient database(String options) {
        DatabaseAddress address = postgres.address();
        return JdbcClient.create(
                new DriverManagerDataSource(address.url() + options, address.user(), address.password()));
    }

    @BeforeAll
    void migrate() {
        DatabaseAddress address = postgres.address();
        Flyway.configure()
                .dataSource(address.url(), address.user(), address.password())
                .locations("classpath:db/migration")
                .load()
                .migrate();
    }

    @AfterAll
    void close() {
        postgres.close();
    }

    @Test
    void aDurableServerIsFine() {
        assertThatCode(new DurabilityCheck(database(""))::afterPropertiesSet).doesNotThrowAnyException();
    }

    @Test
    void aServerThatMayLoseWhatItConfirmedStopsTheStart() {
        DurabilityCheck check = new DurabilityCheck(database("?options=-c%20synchronous_commit%3Doff"));
        assertThatThrownBy(check::afterPropertiesSet)
                .hasMessageContaining("synchronous_commit = off")
                .hasMessageContaining("needs synchronous_commit = on");
    }

    @Test
    void theInstallationKeepsItsIdentity() {
        InstallationId first = new InstallationRecord(database("")).readOrCreate();
        assertThat(new InstallationRecord(database("")).readOrCreate()).isEqualTo(first);
        assertThat(first.value().version()).isEqualTo(7);
    }

    @Test
    void theAuditCannotBeChanged() {
        JdbcClient database = database("");
        database.sql("insert into audit (at, caller, address, method, route, path, status, correlation_id)"
                        + " values (now(), 'a', 'b', 'GET', '/', '/', 200, 'c')")
                .update();
        for (String change : new String[] {"update audit set caller = 'x'", "delete from audit", "truncate audit"}) {
            assertThatThrownBy(() -> database.sql(change).update()).hasMessageContaining("append-only");
        }
    }
}
