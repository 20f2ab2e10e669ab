package dev.triptych.controlplane.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triptych.controlplane.platform.Json;
import dev.triptych.controlplane.platform.TriptychException.InvalidRequest;
import dev.triptych.controlplane.platform.Violation;
import dev.triptych.spi.ByteSize;
import dev.triptych.spi.IoLimits;
import dev.triptych.spi.Lifecycle;
import dev.triptych.spi.Network;
import dev.triptych.spi.PortProtocol;
import dev.triptych.spi.WorkloadKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DescriptionTest {
    private static final Limits LIMITS = new Limits(1, ByteSize.ofMebibytes(64), null);

    private static Description of(
            String name,
            List<String> args,
            Map<String, EnvValue> env,
            List<MountSpec> mounts,
            List<PortSpec> ports,
            Limits limits,
            @Nullable ProbeSpec probe) {
        return new Description(
                name,
                WorkloadKind.CONTAINER,
                Lifecycle.SERVICE,
                new SourceSpec.Image("web:1"),
                args,
                env,
                "in",
                mounts,
                ports,
                limits,
                probe,
                new RestartSpec(
                        RestartSpec.When.ALWAYS,
                        3,
                        Duration.ofMinutes(5),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(9)),
                Map.of("app", "web"),
                "auto",
                null,
                null,
                null);
    }

    private static Description named(String name) {
        return of(name, List.of(), Map.of(), List.of(), List.of(), LIMITS, null);
    }

    private static void refused(String field, Runnable making) {
        assertThatExceptionOfType(InvalidRequest.class)
                .isThrownBy(making::run)
                .satisfies(refusal -> assertThat(refusal.violations())
                        .extracting(Violation::field)
                        .contains(field));
    }

    @Test
    void whatIsStoredIsReadBackAsItWas() {
        Description whole = of(
                "web",
                List.of("a", "ü \u0001"),
                Map.of("A", new EnvValue.Plain("1"), "B", new EnvValue.Secret("payments")),
                List.of(new MountSpec("data", "/data", true)),
                List.of(new PortSpec("http", 8080, PortProtocol.HTTP, 0, null)),
                new Limits(
                        0.5,
                        ByteSize.parse("100MiB"),
                        null,
                        Duration.ofMillis(1500),
                        50,
                        new IoLimits(null, 4096L, null, 10L)),
                new ProbeSpec(
                        new ProbeSpec.Http("/health", "http"),
                        Duration.ofSeconds(1),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(60),
                        new ProbeSpec.Thresholds(2, 4)));

        assertThat(Json.read(Json.write(whole), Description.class)).isEqualTo(whole);
    }

    @Test
    void whatWasStoredBeforeThereWereRestartsAndThresholdsCanBeRead() {
        Description old = Json.read("""
            {"name": "web", "kind": "WASM", "lifecycle": "JOB", "source": {"type": "artifact", "name": "a.wasm"},
             "args": [], "env": {}, "stdin": "", "mounts": [],
             "ports": [{"name": "http", "port": 80, "protocol": "TCP", "publish": null, "bind": null}],
             "resources": {"cpus": 1, "memory": "64MiB", "timeout": null},
             "probe": {"check": {"type": "tcp", "port": "http"}, "every": "PT1S", "timeout": "PT1S",
                       "startupDeadline": "PT1S"},
             "labels": {}, "wasmEngine": "auto"}
            """, Description.class);

        assertThat(old.restart()).isEqualTo(RestartSpec.NEVER);
        assertThat(old.probe()).extracting(ProbeSpec::thresholds).isEqualTo(ProbeSpec.Thresholds.DEFAULT);
        assertThat(old.network()).isEqualTo(Network.DEFAULT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "a/b", "..", "1a", "a-", "a_b", "a\u0000", "ä"})
    void aNameIsLowerCaseLettersDigitsAndHyphens(String name) {
        refused("name", () -> named(name));
    }

    @Test
    void aNameHasAtMost63Characters() {
        assertThat(named("a".repeat(63)).name()).hasSize(63);
        refused("name", () -> named("a".repeat(64)));
        refused("name", () -> named("a".repeat(300)));
    }

    @Test
    void argumentsHoldNoNul() {
        refused("args[1]", () -> of("web", List.of("a", "b\0"), Map.of(), List.of(), List.of(), LIMITS, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A=B", "1A", "A B", "A\u0000"})
    void namesOfVariablesAreNames(String name) {
        refused(
                "env",
                () -> of("web", List.of(), Map.of(name, new EnvValue.Plain("")), List.of(), List.of(), LIMITS, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"data", "/", "/a/../b", "/a/", "//a", "/a/./b", "/a\nb"})
    void aVolumeIsSeenAtAPlainPath(String path) {
        refused(
                "mounts[0].path",
                () -> of(
                        "web", List.of(), Map.of(), List.of(new MountSpec("v", path, false)), List.of(), LIMITS, null));
    }

    @Test
    void portsAreInRangeAndNamedOnce() {
        PortSpec http = new PortSpec("http", 8080, PortProtocol.HTTP, null, null);
        refused("ports[0].port", () -> ports(new PortSpec("http", 0, PortProtocol.TCP, null, null)));
        refused("ports[0].publish", () -> ports(new PortSpec("http", 1, PortProtocol.TCP, 65536, null)));
        refused("ports[0].bind", () -> ports(new PortSpec("http", 1, PortProtocol.TCP, 0, "localhost")));
        refused("ports[1].name", () -> ports(http, http));
    }

    private static Description ports(PortSpec... ports) {
        return of("web", List.of(), Map.of(), List.of(), List.of(ports), LIMITS, null);
    }

    @Test
    void limitsAreInRange() {
        refused("resources.memory", () -> limited(new Limits(1, new ByteSize(0), null)));
        refused("resources.cpus", () -> limited(new Limits(0, ByteSize.ofMebibytes(64), null)));
        refused("resources.cpus", () -> limited(new Limits(Double.NaN, ByteSize.ofMebibytes(64), null)));
        refused("resources.timeout", () -> limited(new Limits(1, ByteSize.ofMebibytes(64), Duration.ZERO)));
        refused("resources.cpuWeight", () -> limited(weighed(0)));
        refused("resources.cpuWeight", () -> limited(weighed(10_001)));
        refused("resources.io.readBytesPerSecond", () -> limited(rates(4095L, null, null, null)));
        refused("resources.io.writeBytesPerSecond", () -> limited(rates(null, 1L << 41, null, null)));
        refused("resources.io.readOperationsPerSecond", () -> limited(rates(null, null, 0L, null)));
        refused("resources.io.writeOperationsPerSecond", () -> limited(rates(null, null, null, 1_000_000_001L)));
    }

    private static Limits weighed(int weight) {
        return new Limits(1, ByteSize.ofMebibytes(64), null, null, weight, null);
    }

    private static Limits rates(
            @Nullable Long read, @Nullable Long write, @Nullable Long reads, @Nullable Long writes) {
        return new Limits(1, ByteSize.ofMebibytes(64), null, null, null, new IoLimits(read, write, reads, writes));
    }

    private static Description limited(Limits limits) {
        return of("web", List.of(), Map.of(), List.of(), List.of(), limits, null);
    }

    @Test
    void aProbeNamesAPortThatIsThere() {
        ProbeSpec probe = new ProbeSpec(
                new ProbeSpec.Tcp("nowhere"),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                ProbeSpec.Thresholds.DEFAULT);
        refused("probe", () -> of("web", List.of(), Map.of(), List.of(), List.of(), LIMITS, probe));
    }

    @Test
    void aProbesCommandBeginsWithAProgramAndHoldsNoNul() {
        refused("probe.exec.command", () -> probed("a", "b\0c"));
        refused("probe.exec.command", () -> probed(""));
        assertThat(probed("true").probe()).isNotNull();
    }

    private static Description probed(String... command) {
        ProbeSpec probe = new ProbeSpec(
                new ProbeSpec.Exec(List.of(command)),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                ProbeSpec.Thresholds.DEFAULT);
        return of("web", List.of(), Map.of(), List.of(), List.of(), LIMITS, probe);
    }

    @Test
    void everyViolationIsNamedAtOnce() {
        assertThatExceptionOfType(InvalidRequest.class)
                .isThrownBy(() -> of(
                        "A", List.of("\0"), Map.of(), List.of(), List.of(), new Limits(0, new ByteSize(0), null), null))
                .satisfies(refusal -> assertThat(refusal.violations()).hasSize(4));
    }
}
