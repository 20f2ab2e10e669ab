package dev.triptych.controlplane.http;

import dev.triptych.db.DatabaseAddress;
import dev.triptych.db.TemporaryPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.util.FileSystemUtils;

/** Gives a service a home and a database of its own, both gone when it is. */
final class TemporaryHome implements ApplicationContextInitializer<ConfigurableApplicationContext> {
    @Override
    public void initialize(ConfigurableApplicationContext context) {
        TemporaryPostgres postgres = TemporaryPostgres.start();
        DatabaseAddress address = postgres.address();
        Path home = newHome();
        TestPropertyValues.of(Map.of(
                        "triptych.platform.home", home.toString(),
                        "spring.datasource.url", address.url(),
                        "spring.datasource.username", address.user(),
                        "spring.datasource.password", address.password()))
                .applyTo(context);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            postgres.close();
            remove(home);
        }));
        context.addApplicationListener(event -> {
            if (event instanceof ContextClosedEvent) {
                remove(home);
            }
        });
    }

    private static Path newHome() {
        try {
            return Files.createTempDirectory("triptych-http-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void remove(Path home) {
        try {
            FileSystemUtils.deleteRecursively(home);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
