package dev.triptych.controlplane.http;

import dev.triptych.controlplane.ControlPlane;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.ContextConfiguration;

/**
 * Runs against the service on a port of its own. The backends of containers and virtual machines are simulated; all
 * tests share one service, so each uses names of its own.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
        classes = {ControlPlane.class, SimulatedBackends.class},
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.autoconfigure.exclude=dev.triptych.driver.container.ContainerDriverAutoConfiguration,"
                    + "dev.triptych.driver.vm.VmDriverAutoConfiguration",
            "triptych.access.failed-sign-ins-per-minute=100000",
            "triptych.access.max-tokens=40",
            "triptych.artifact.max-size=1MiB",
            "triptych.host.watch-every=100ms",
            "triptych.images.registries=registry.test:5000,docker.io",
            "triptych.images.registries-on-loopback=true",
            "triptych.images.pulls.stall=15s",
            "triptych.images.pulls.tell-every=100ms",
            "triptych.journal.readers=50",
            "triptych.logs.readers=50",
            "triptych.service.port=0",
            "triptych.terminal.slow-reader=1s",
            "triptych.web.glance=200ms",
            "triptych.web.slow-reader=1s",
            "triptych.web.heartbeat=200ms"
        })
@ContextConfiguration(initializers = TemporaryHome.class)
@interface HttpModuleTest {}
