package dev.triptych.controlplane.platform;

import static dev.triptych.controlplane.platform.Binding.below;
import static dev.triptych.controlplane.platform.Binding.bind;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.controlplane.access.AccessProperties;
import dev.triptych.controlplane.assessment.AssessmentProperties;
import dev.triptych.controlplane.comparison.ComparisonProperties;
import dev.triptych.controlplane.dispatch.TerminalProperties;
import dev.triptych.controlplane.host.HostProperties;
import dev.triptych.controlplane.journal.JournalProperties;
import dev.triptych.controlplane.migration.MigrationProperties;
import dev.triptych.controlplane.reconcile.FaultProperties;
import dev.triptych.controlplane.reconcile.KillPoint;
import dev.triptych.controlplane.reconcile.RetentionProperties;
import dev.triptych.controlplane.service.ServiceProperties;
import dev.triptych.controlplane.web.WebProperties;
import dev.triptych.controlplane.workload.ResourcesProperties;
import dev.triptych.spi.ByteSize;
import dev.triptych.spi.WorkloadKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** States every default, and maps every key with a value that differs from it. */
class ConfigurationTest {
    @Test
    void platformHasTheseDefaultsAndKeys() {
        String prefix = "triptych.platform";
        assertThat(bind(prefix, PlatformProperties.class, Map.of(prefix + ".home", "/h")))
                .isEqualTo(new PlatformProperties(Path.of("/h"), 10, false));
        assertThat(bind(
                        prefix,
                        PlatformProperties.class,
                        below(prefix, Map.of("home", "/elsewhere", "minimum-free-disk", "20", "replace-home", "true"))))
                .isEqualTo(new PlatformProperties(Path.of("/elsewhere"), 20, true));
    }

    @Test
    void terminalHasTheseDefaultsAndKeys() {
        String prefix = "triptych.terminal";
        assertThat(bind(prefix, TerminalProperties.class, Map.of()))
                .isEqualTo(new TerminalProperties(
                        64,
                        8,
                        Duration.ofMinutes(30),
                        ByteSize.parse("64KiB"),
                        Duration.ofSeconds(30),
                        ByteSize.parse("64KiB")));
        assertThat(bind(
                        prefix,
                        TerminalProperties.class,
                        below(
                                prefix,
                                Map.of(
                                        "most", "1",
                                        "most-per-workload", "2",
                                        "idle", "3s",
                                        "max-message", "4KiB",
                                        "slow-reader", "5s",
                                        "console-recent", "6KiB"))))
                .isEqualTo(new TerminalProperties(
                        1,
                        2,
                        Duration.ofSeconds(3),
                        ByteSize.parse("4KiB"),
                        Duration.ofSeconds(5),
                        ByteSize.parse("6KiB")));
    }

    @Test
    void accessHasTheseDefaultsAndKeys() {
        String prefix = "triptych.access";
        assertThat(bind(prefix, AccessProperties.class, Map.of()))
                .isEqualTo(new AccessProperties(
                        List.of("127.0.0.1", "localhost", "[::1]"),
                        100,
                        500,
                        100,
                        Duration.ofHours(12),
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(10),
                        30));
        Map<String, String> values = below(
                prefix,
                Map.of(
                        "hosts", "a.example,b.example:7",
                        "max-tokens", "1",
                        "max-secrets", "2",
                        "max-sessions", "3",
                        "session-lifetime", "4h",
                        "ticket-lifetime", "5s",
                        "link-lifetime", "6m",
                        "failed-sign-ins-per-minute", "7"));
        assertThat(bind(prefix, AccessProperties.class, values))
                .isEqualTo(new AccessProperties(
                        List.of("a.example", "b.example:7"),
                        1,
                        2,
                        3,
                        Duration.ofHours(4),
                        Duration.ofSeconds(5),
                        Duration.ofMinutes(6),
                        7));
    }

    @Test
    void resourcesHaveTheseDefaultsAndKeys() {
        String prefix = "triptych.resources";
        assertThat(bind(prefix, ResourcesProperties.class, Map.of())).isEqualTo(new ResourcesProperties(1000, 16));
        Map<String, String> values = below(prefix, Map.of("cpu-overcommit", "2.5", "memory-overcommit", "1"));
        assertThat(bind(prefix, ResourcesProperties.class, values)).isEqualTo(new ResourcesProperties(2.5, 1));
    }

    @Test
    void journalHasTheseDefaultsAndKeys() {
        String prefix = "triptych.journal";
        assertThat(bind(prefix, JournalProperties.class, Map.of())).isEqualTo(new JournalProperties(2000, 1000));
        assertThat(bind(prefix, JournalProperties.class, below(prefix, Map.of("readers", "1", "kept", "2"))))
                .isEqualTo(new JournalProperties(1, 2));
    }

    @Test
    void webHasTheseDefaultsAndKeys() {
        String prefix = "triptych.web";
        assertThat(bind(prefix, WebProperties.class, Map.of()))
                .isEqualTo(new WebProperties(
                        ByteSize.ofMebibytes(4),
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(10)));
        Map<String, String> values = below(
                prefix,
                Map.of("max-body", "1KiB", "heartbeat", "2s", "glance", "1s", "slow-reader", "4s", "max-wait", "3s"));
        assertThat(bind(prefix, WebProperties.class, values))
                .isEqualTo(new WebProperties(
                        new ByteSize(1024),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(3)));
    }

    @Test
    void faultsHaveTheseDefaultsAndKeys() {
        String prefix = "triptych.fault";
        assertThat(bind(prefix, FaultProperties.class, Map.of())).isEqualTo(new FaultProperties(null, Set.of()));
        assertThat(bind(
                        prefix,
                        FaultProperties.class,
                        below(prefix, Map.of("kill-point", "RUN_STARTED", "kill-kinds", "vm,wasm"))))
                .isEqualTo(new FaultProperties(KillPoint.RUN_STARTED, Set.of(WorkloadKind.VM, WorkloadKind.WASM)));
    }

    @Test
    void retentionHasTheseDefaultsAndKeys() {
        String prefix = "triptych.retention";
        assertThat(bind(prefix, RetentionProperties.class, Map.of()))
                .isEqualTo(new RetentionProperties(
                        Duration.ofMinutes(10),
                        Duration.ofDays(30),
                        Duration.ofDays(7),
                        Duration.ofDays(14),
                        Duration.ofHours(1),
                        Duration.ofDays(1),
                        Duration.ofDays(7),
                        Duration.ofHours(24)));
        Map<String, String> values = below(
                prefix,
                Map.of(
                        "every", "1m",
                        "events", "2h",
                        "deleted-workloads", "3h",
                        "logs", "4h",
                        "usage-detailed", "5m",
                        "usage-per-minute", "6h",
                        "usage", "7h",
                        "idempotency-keys", "8h"));
        assertThat(bind(prefix, RetentionProperties.class, values))
                .isEqualTo(new RetentionProperties(
                        Duration.ofMinutes(1),
                        Duration.ofHours(2),
                        Duration.ofHours(3),
                        Duration.ofHours(4),
                        Duration.ofMinutes(5),
                        Duration.ofHours(6),
                        Duration.ofHours(7),
                        Duration.ofHours(8)));
    }

    @Test
    void serviceHasTheseDefaultsAndKeys() {
        String prefix = "triptych.service";
        assertThat(bind(prefix, ServiceProperties.class, Map.of()))
                .isEqualTo(new ServiceProperties("127.0.0.1", 7780, "triptych", 200, Duration.ofMillis(200)));
        Map<String, String> values =
                below(prefix, Map.of("bind", "::1", "port", "0", "account", "web", "max-services", "3", "every", "1s"));
        assertThat(bind(prefix, ServiceProperties.class, values))
                .isEqualTo(new ServiceProperties("::1", 0, "web", 3, Duration.ofSeconds(1)));
        assertThatThrownBy(() -> bind(prefix, ServiceProperties.class, below(prefix, Map.of("bind", "0.0.0.0"))))
                .hasStackTraceContaining("bind must be a loopback address");
    }

    @Test
    void hostHasTheseDefaultsAndKeys() {
        String prefix = "triptych.host";
        assertThat(bind(prefix, HostProperties.class, Map.of())).isEqualTo(new HostProperties(Duration.ofSeconds(5)));
        assertThat(bind(prefix, HostProperties.class, below(prefix, Map.of("watch-every", "2s"))))
                .isEqualTo(new HostProperties(Duration.ofSeconds(2)));
    }

    @Test
    void assessmentHasTheseDefaultsAndKeys() {
        String prefix = "triptych.assessment";
        assertThat(bind(prefix, AssessmentProperties.class, Map.of())).isEqualTo(new AssessmentProperties(4));
        assertThat(bind(prefix, AssessmentProperties.class, below(prefix, Map.of("max-at-once", "1"))))
                .isEqualTo(new AssessmentProperties(1));
    }

    @Test
    void comparisonHasTheseDefaultsAndKeys() {
        String prefix = "triptych.comparison";
        assertThat(bind(prefix, ComparisonProperties.class, Map.of()))
                .isEqualTo(new ComparisonProperties(
                        200, 50, 500, Duration.ofMinutes(10), Duration.ofMinutes(2), "probe.wasm", "triptych/probe:1"));
        Map<String, String> values = below(
                prefix,
                Map.of(
                        "max-repetitions", "1",
                        "max-queued", "2",
                        "kept", "3",
                        "trial-deadline", "4s",
                        "gone-deadline", "5s",
                        "probe-artifact", "a.wasm",
                        "probe-image", "b:1"));
        assertThat(bind(prefix, ComparisonProperties.class, values))
                .isEqualTo(new ComparisonProperties(
                        1, 2, 3, Duration.ofSeconds(4), Duration.ofSeconds(5), "a.wasm", "b:1"));
    }

    @Test
    void migrationHasTheseDefaultsAndKeys() {
        String prefix = "triptych.migration";
        assertThat(bind(prefix, MigrationProperties.class, Map.of()))
                .isEqualTo(new MigrationProperties(
                        20, 500, Duration.ofMillis(200), Duration.ofMinutes(5), Duration.ofMinutes(2)));
        Map<String, String> values = below(
                prefix,
                Map.of("max-open", "1", "kept", "2", "every", "3ms", "ready-deadline", "4s", "gone-deadline", "5s"));
        assertThat(bind(prefix, MigrationProperties.class, values))
                .isEqualTo(new MigrationProperties(
                        1, 2, Duration.ofMillis(3), Duration.ofSeconds(4), Duration.ofSeconds(5)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"max-tokens", "max-secrets", "max-sessions", "failed-sign-ins-per-minute"})
    void aBoundOfNothingStopsTheStart(String key) {
        assertThatThrownBy(() -> bind("triptych.access", AccessProperties.class, Map.of("triptych.access." + key, "0")))
                .hasStackTraceContaining("triptych.access." + key + " must be more than 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "100"})
    void aPercentageThatIsNoneStopsTheStart(String percentage) {
        assertThatThrownBy(() -> bind(
                        "triptych.platform",
                        PlatformProperties.class,
                        Map.of("triptych.platform.home", "/h", "triptych.platform.minimum-free-disk", percentage)))
                .hasStackTraceContaining("is a percentage");
    }
}
