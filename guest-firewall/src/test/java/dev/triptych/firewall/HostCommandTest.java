package dev.triptych.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostCommandTest {
    private static final String LARGE = "x".repeat(1 << 20);

    private static FilterException refusal(Duration limit, String... command) {
        return assertThatExceptionOfType(FilterException.class)
                .isThrownBy(() -> new HostCommand(limit).run("tool", List.of(command), LARGE))
                .actual();
    }

    @Test
    void aCommandIsFedAndHeardOut() throws FilterException {
        HostCommand command = new HostCommand(Duration.ofSeconds(20));
        assertThat(command.run("cat", List.of("cat"), LARGE)).isEqualTo(new HostCommand.Outcome(0, LARGE));
        assertThat(command.run("sh", List.of("sh", "-c", "echo no >&2; exit 3"), LARGE))
                .isEqualTo(new HostCommand.Outcome(3, "no\n"));
    }

    /** Neither one that takes nothing of what it is fed, nor one that waits for a child of its own. */
    @Test
    void oneThatHangsIsEndedAndTold() {
        for (List<String> hanging : List.of(List.of("sleep", "300"), List.of("sh", "-c", "sleep 300; exit 0"))) {
            FilterException refusal = refusal(Duration.ofSeconds(1), hanging.toArray(String[]::new));
            assertThat(refusal.reason()).isEqualTo("tool did not end within 1 s");
            assertThat(refusal.remedy()).contains("ps -ef");
        }
    }

    @Test
    void oneThatIsNotThereIsTold() {
        assertThat(refusal(Duration.ofSeconds(20), "/no/such/tool").reason()).isEqualTo("tool cannot be run");
    }
}
