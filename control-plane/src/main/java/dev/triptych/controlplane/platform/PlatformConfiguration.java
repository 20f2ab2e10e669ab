package dev.triptych.controlplane.platform;

import dev.triptych.spi.DriverContext;
import dev.triptych.spi.InstallationId;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.springframework.boot.flyway.autoconfigure.FlywayConnectionDetails;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
class PlatformConfiguration {

    /** In microseconds, as PostgreSQL keeps times: what was answered once reads the same later. */
    @Bean
    Clock clock() {
        return Clock.tick(Clock.systemUTC(), Duration.of(1, ChronoUnit.MICROS));
    }

    /** By connections of their own: a migration may take as long as it takes, a call of the service may not. */
    @Bean
    FlywayConnectionDetails migrations(JdbcConnectionDetails database) {
        return new Migrations(database);
    }

    @Bean
    Home home(PlatformProperties properties) {
        return Home.at(properties.home());
    }

    @Bean
    DiskGuard diskGuard(Home home, PlatformProperties properties) {
        return new DiskGuard(home.root(), properties.minimumFreeDisk());
    }

    @Bean
    InstallationId installationId(JdbcClient database) {
        return new InstallationRecord(database).readOrCreate();
    }

    @Bean
    DriverContext driverContext(InstallationId installation, Home home, Clock clock) {
        return new DriverContext(installation, home.root(), clock);
    }

    private record Migrations(JdbcConnectionDetails database) implements FlywayConnectionDetails {
        @Override
        public String getUsername() {
            return String.valueOf(database.getUsername());
        }

        @Override
        public String getPassword() {
            return String.valueOf(database.getPassword());
        }

        @Override
        public String getJdbcUrl() {
            return database.getJdbcUrl();
        }
    }
}
