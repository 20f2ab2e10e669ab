package dev.triptych.controlplane.http;

import dev.triptych.db.DatabaseAddress;
import dev.triptych.db.TemporaryPostgres;
import dev.triptych.tck.LinkedFolders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.FileSystemUtils;

/** Gives a service a home and a database of its own, both gone when it is. */
final class TemporaryHome implements ApplicationContextInitializer<ConfigurableApplicationContext> {
    private static final Pattern PID = Pattern.compile("\"pid\"\\s*:\\s*(\\d+)");
    private static final long MOST_SECONDS = 20;

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
        CountDownLatch removed = new CountDownLatch(1);
        // Destroyed last, because it is registered first: nobody starts the gateway again by then.
        context.addBeanFactoryPostProcessor(beans -> ((DefaultSingletonBeanRegistry) beans)
                .registerDisposableBean("temporaryHome", () -> {
                    try {
                        endGateway(home);
                        LinkedFolders.delete(home);
                        remove(home);
                    } finally {
                        removed.countDown();
                    }
                }));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            await(removed);
            postgres.close();
        }));
    }

    private static void await(CountDownLatch removed) {
        try {
            boolean _ = removed.await(MOST_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The gateway outlives its service, but not this one. */
    private static void endGateway(Path home) {
        Path note = home.resolve("gateway").resolve("run").resolve("process.json");
        if (!Files.exists(note)) {
            return;
        }
        try {
            Matcher pid = PID.matcher(Files.readString(note));
            if (pid.find()) {
                ProcessHandle.of(Long.parseLong(pid.group(1))).ifPresent(gateway -> {
                    gateway.destroy();
                    gateway.onExit().orTimeout(MOST_SECONDS, TimeUnit.SECONDS).join();
                });
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
