package dev.triptych.controlplane.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.controlplane.access.AccessProperties;
import dev.triptych.controlplane.artifact.ArtifactProperties;
import dev.triptych.controlplane.assessment.AssessmentProperties;
import dev.triptych.controlplane.comparison.ComparisonProperties;
import dev.triptych.controlplane.dispatch.FilesProperties;
import dev.triptych.controlplane.dispatch.ImagesProperties;
import dev.triptych.controlplane.dispatch.TerminalProperties;
import dev.triptych.controlplane.host.HostProperties;
import dev.triptych.controlplane.journal.JournalProperties;
import dev.triptych.controlplane.migration.MigrationProperties;
import dev.triptych.controlplane.reconcile.FaultProperties;
import dev.triptych.controlplane.reconcile.KillPoint;
import dev.triptych.controlplane.reconcile.RetentionProperties;
import dev.triptych.controlplane.service.ServiceProperties;
import dev.triptych.controlplane.volume.VolumeProperties;
import dev.triptych.controlplane.web.WebProperties;
import dev.triptych.controlplane.workload.ResourcesProperties;
import dev.triptych.spi.ByteSize;
import dev.triptych.spi.WorkloadKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.convert.ApplicationConversionService;

/** States every default, and maps every key with a value that differs from it. */
class ConfigurationTest {

    private static <T> T bind(String prefix, Class<T> type, Map<String, String> values) {
        ConfigurationPropertySource source = new MapConfigurationPropertySource(values);
        ApplicationConversionService conversion = new ApplicationConversionService();
        conversion.addConverter(new ByteSizeConverter());
        return new Binder(List.of(source), null, conversion).bindOrCreate(prefix, type);
    }

    private static Map<String, String> below(String prefix, Map<String, String> values) {
        Map<String, String> all = new HashMap<>();
        values.forEach((key, value) -> all.put(prefix + "." + key, value));
        return all;
    }

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
    void filesHaveTheseDefaultsAndKeys() {
        String prefix = "triptych.files";
        assertThat(bind(prefix, FilesProperties.class, Map.of()))
                .isEqualTo(
                        new FilesProperties(8, ByteSize.ofMebibytes(1024), ByteSize.ofMebibytes(4096), 100_000, 2000));
        assertThat(bind(
                        prefix,
                        FilesProperties.class,
                        below(
                                prefix,
                                Map.of(
                                        "most", "1",
                                        "max-upload", "2KiB",
                                        "max-download", "3KiB",
                                        "most-entries", "4",
                                        "most-listed", "5"))))
                .isEqualTo(new FilesProperties(1, ByteSize.parse("2KiB"), ByteSize.parse("3KiB"), 4, 5));
    }

    @Test
    void imagesHaveTheseDefaultsAndKeys() {
        String prefix = "triptych.images";
        assertThat(bind(prefix, ImagesProperties.class, Map.of()))
                .isEqualTo(new ImagesProperties(
                        ByteSize.ofMebibytes(8192),
                        ByteSize.ofMebibytes(16_384),
                        1_000_000,
                        2,
                        Duration.ofHours(24),
                        Set.of(),
                        false,
                        new ImagesProperties.PullLimits(
                                3,
                                ByteSize.ofMebibytes(16_384),
                                Duration.ofMinutes(5),
                                Duration.ofHours(2),
                                Duration.ofSeconds(2),
                                200)));
        assertThat(bind(
                        prefix,
                        ImagesProperties.class,
                        below(
                                prefix,
                                Map.ofEntries(
                                        Map.entry("max-archive", "2KiB"),
                                        Map.entry("max-unpacked", "3KiB"),
                                        Map.entry("max-entries", "4"),
                                        Map.entry("max-loads", "5"),
                                        Map.entry("collect-grace", "6s"),
                                        Map.entry("registries", "Registry.example, b.example:5000"),
                                        Map.entry("registries-on-loopback", "true"),
                                        Map.entry("pulls.most", "7"),
                                        Map.entry("pulls.max-size", "8KiB"),
                                        Map.entry("pulls.stall", "9s"),
                                        Map.entry("pulls.timeout", "10s"),
                                        Map.entry("pulls.tell-every", "11s"),
                                        Map.entry("pulls.kept", "12")))))
                .isEqualTo(new ImagesProperties(
                        ByteSize.parse("2KiB"),
                        ByteSize.parse("3KiB"),
                        4,
                        5,
                        Duration.ofSeconds(6),
                        Set.of("registry.example", "b.example:5000"),
                        true,
                        new ImagesProperties.PullLimits(
                                7,
                                ByteSize.parse("8KiB"),
                                Duration.ofSeconds(9),
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(11),
                                12)));
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
    void volumeHasTheseDefaultsAndKeys() {
        String prefix = "triptych.volume";
        assertThat(bind(prefix, VolumeProperties.class, Map.of()))
                .isEqualTo(new VolumeProperties(ByteSize.ofMebibytes(1024 << 10), 1_000_000, 4));
        Map<String, String> values =
                below(prefix, Map.of("max-size", "1GiB", "max-entries", "7", "max-transfers", "2"));
        assertThat(bind(prefix, VolumeProperties.class, values))
                .isEqualTo(new VolumeProperties(ByteSize.ofMebibytes(1024), 7, 2));
    }

    @Test
    void artifactHasTheseDefaultsAndKeys() {
        String prefix = "triptych.artifact";
        assertThat(bind(prefix, ArtifactProperties.class, Map.of()))
                .isEqualTo(new ArtifactProperties(
                        ByteSize.ofMebibytes(16 << 10),
                        ByteSize.ofMebibytes(2048 << 10),
                        8,
                        Duration.ofMinutes(10),
                        Duration.ofHours(1)));
        Map<String, String> values = below(
                prefix,
                Map.of(
                        "max-size",
                        "1GiB",
                        "max-disk-size",
                        "5MiB",
                        "max-uploads",
                        "2",
                        "sweep-every",
                        "3s",
                        "sweep-grace",
                        "4s"));
        assertThat(bind(prefix, ArtifactProperties.class, values))
                .isEqualTo(new ArtifactProperties(
                        ByteSize.ofMebibytes(1024),
                        ByteSize.ofMebibytes(5),
                        2,
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(4)));
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
