package dev.triptych.controlplane.platform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class UnknownKeyCheckTest {
    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withUserConfiguration(Bound.class)
            .withBean(UnknownKeyCheck.class)
            .withPropertyValues("triptych.platform.home=/h");

    @EnableConfigurationProperties(PlatformProperties.class)
    static class Bound {}

    @Test
    void knownKeysAreFine() {
        runner.withPropertyValues("triptych.platform.minimum-free-disk=5")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void aMisspeltKeyStopsTheStart() {
        runner.withPropertyValues("triptych.platform.minimum-free-dsik=5")
                .run(context ->
                        assertThat(context).getFailure().hasMessageContaining("triptych.platform.minimum-free-dsik"));
    }

    @Test
    void aKeyOfAModuleThatThereIsNotStopsTheStart() {
        runner.withSystemProperties("triptych.gateway.port=1")
                .run(context -> assertThat(context).getFailure().hasMessageContaining("triptych.gateway.port"));
    }

    @Test
    void keysOfOthersAreNotOurs() {
        runner.withPropertyValues("spring.something=1")
                .run(context -> assertThat(context).hasNotFailed());
    }
}
