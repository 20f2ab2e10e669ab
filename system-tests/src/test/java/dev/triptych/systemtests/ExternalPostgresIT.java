package dev.triptych.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/** The service on a PostgreSQL that it did not start: one in a container, of an image built from Debian packages. */
@Tag("backend")
class ExternalPostgresIT {
    private static final DockerImageName IMAGE =
            DockerImageName.parse("triptych/test-postgres:1").asCompatibleSubstituteFor("postgres");

    /** The server may hold the session of the one before for a moment; then it begins as a standby. */
    private static final Duration LEAD_BOUND = Duration.ofSeconds(30);

    @Test
    void theServiceKeepsItsRecordsInAnyPostgres() {
        try (PostgreSQLContainer postgres = new PostgreSQLContainer(IMAGE)) {
            // Testcontainers turns fsync off, and the service refuses to keep records in such a server.
            postgres.setCommand("postgres", "-c", "fsync=on");
            postgres.start();
            try (Service service = Service.start(Map.of(
                    "SPRING_DATASOURCE_URL", postgres.getJdbcUrl(),
                    "SPRING_DATASOURCE_USERNAME", postgres.getUsername(),
                    "SPRING_DATASOURCE_PASSWORD", postgres.getPassword()))) {
                Workloads.uploadSamples(service.admin());
                Workloads.run(service.admin(), Workloads.job("wasm", "elsewhere", "greeter"));
                assertThat(service.home().resolve("postgres")).doesNotExist();

                service.stop();
                service.startAgain();
                Await.level("it leads", LEAD_BOUND, service::isReady);
                assertThat(Workloads.state(service.admin(), "elsewhere")).isEqualTo("succeeded");
            }
        }
    }
}
