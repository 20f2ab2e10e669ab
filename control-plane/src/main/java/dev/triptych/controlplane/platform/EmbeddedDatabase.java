package dev.triptych.controlplane.platform;

import dev.triptych.db.DatabaseAddress;
import dev.triptych.db.EmbeddedPostgres;
import dev.triptych.db.EmbeddedPostgresSettings;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The embedded PostgreSQL, where {@code spring.datasource.url} names no other. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "spring.datasource.url", matchIfMissing = true, havingValue = "none")
class EmbeddedDatabase {

    @Bean
    EmbeddedPostgres embeddedPostgres(Home home) {
        return EmbeddedPostgres.start(EmbeddedPostgresSettings.of(home.root()));
    }

    @Bean
    JdbcConnectionDetails embeddedPostgresConnection(EmbeddedPostgres server) {
        return new Connection(server.address());
    }

    private record Connection(DatabaseAddress address) implements JdbcConnectionDetails {
        @Override
        public String getUsername() {
            return address.user();
        }

        @Override
        public String getPassword() {
            return address.password();
        }

        @Override
        public String getJdbcUrl() {
            return address.url();
        }
    }
}
