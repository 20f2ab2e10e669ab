package dev.triptych.controlplane;

import dev.triptych.controlplane.platform.HomeClaim;
import dev.triptych.controlplane.platform.Leadership;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;

/**
 * Holds the start back while another control plane works on the same external database: no port of a workload is opened
 * and no backend is asked before this one leads. Its own port tells meanwhile that it is a standby. The embedded database is
 * one service's own; a second start on its home is refused there.
 */
final class StandbyGate implements ApplicationContextInitializer<ConfigurableApplicationContext> {
    private static final int DEPOSED = 75;

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        Environment environment = context.getEnvironment();
        String url = environment.getProperty("spring.datasource.url", "none");
        if (url.equals("none")) {
            return;
        }
        Leadership leadership = new Leadership(
                url,
                environment.getProperty("spring.datasource.username", ""),
                environment.getProperty("spring.datasource.password", ""),
                new HomeClaim(
                        Path.of(environment.getRequiredProperty("triptych.platform.home"))
                                .toAbsolutePath()
                                .normalize(),
                        environment.getProperty("triptych.platform.replace-home", Boolean.class, false)),
                () -> Runtime.getRuntime().halt(DEPOSED));
        AtomicReference<@Nullable StandbyFront> front = new AtomicReference<>();
        try {
            leadership.acquire(() -> front.set(StandbyFront.open(
                    environment.getProperty("server.address", "127.0.0.1"),
                    environment.getProperty("server.port", Integer.class, 0))));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting as a standby", e);
        }
        context.getBeanFactory().registerSingleton("leadership", leadership);
        StandbyFront opened = front.get();
        if (opened != null) {
            context.getBeanFactory().registerSingleton("standbyFront", opened);
        }
    }
}
