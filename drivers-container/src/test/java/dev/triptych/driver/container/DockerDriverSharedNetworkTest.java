package dev.triptych.driver.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triptych.spi.Driver;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.LogStream;
import dev.triptych.spi.LogStreaming;
import dev.triptych.spi.Network;
import dev.triptych.spi.Observation;
import dev.triptych.spi.SharedSubnet;
import dev.triptych.spi.WorkloadSpec;
import dev.triptych.tck.CollectedLog;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Containers on the network that all kinds share, over a bridge that is there already. */
@Tag("backend")
class DockerDriverSharedNetworkTest {
    private static final Network SHARED = new Network(true, Network.Egress.ALL);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private OwnBridge bridge;
    private DockerFixture fixture;
    private Driver driver;

    @BeforeEach
    void makeABridge() throws IOException, InterruptedException {
        bridge = new OwnBridge();
        fixture = new DockerFixture(BackendSettings.withBridge(bridge.name));
        driver = fixture.driver();
    }

    @AfterEach
    void removeEverything() throws IOException, InterruptedException {
        try {
            fixture.close();
        } finally {
            bridge.remove();
        }
    }

    private WorkloadSpec shared(String script) {
        return fixture.script(script).withNetwork(SHARED);
    }

    private WorkloadSpec staying() {
        return shared("trap 'exit 0' TERM; while :; do sleep 1; done");
    }

    private String wanted(Observation seen) throws IOException, InterruptedException {
        return OwnBridge.run(
                "docker",
                "inspect",
                "-f",
                "{{(index .NetworkSettings.Networks \"" + bridge.name + "\").IPAMConfig.IPv4Address}}",
                String.valueOf(seen.facts().get("backendId")));
    }

    private String output(WorkloadSpec spec) {
        driver.create(spec);
        CollectedLog log = new CollectedLog();
        LogStreaming logs = driver.capability(LogStreaming.class).orElseThrow();
        assertThat(logs.follow(spec.key(), null, LogStreaming.FROM_START, log)).isNotNull();
        driver.start(spec);
        log.awaitEnd(PATIENCE);
        return log.text(LogStream.STDOUT) + log.text(LogStream.STDERR);
    }

    @Test
    void theAddressIsChosenBeforeTheContainerStarts() throws IOException, InterruptedException {
        WorkloadSpec spec = staying();
        String address = wanted(driver.create(spec));
        SharedSubnet subnet = SharedSubnet.behind(bridge.name).orElseThrow();
        assertThat(subnet.containers().contains(SharedSubnet.number(java.net.InetAddress.ofLiteral(address))))
                .isTrue();
        assertThat(driver.start(spec).addresses()).containsExactly(address);
    }

    @Test
    void peersReachEachOther() throws IOException, InterruptedException {
        WorkloadSpec server = shared("echo hello | nc -l -p 8000");
        driver.create(server);
        String address = driver.start(server).addresses().getFirst();
        assertThat(output(shared("for i in 1 2 3 4 5; do nc -w 5 " + address + " 8000 && break; sleep 1; done")))
                .contains("hello\n");
    }

    @Test
    void namesOfOnePartAreAskedForInTheDomainOfTheInstallationAlone() {
        assertThat(output(shared("cat /etc/resolv.conf")))
                .contains("search " + SharedSubnet.domainOf(fixture.installation()))
                .contains("options ndots:1");
    }

    @Test
    void othersStayOnTheEnginesOwnNetwork() throws IOException, InterruptedException {
        WorkloadSpec spec = fixture.script("trap 'exit 0' TERM; while :; do sleep 1; done");
        Observation created = driver.create(spec);
        assertThat(OwnBridge.run(
                        "docker",
                        "inspect",
                        "-f",
                        "{{range $name, $_ := .NetworkSettings.Networks}}{{$name}} {{end}}",
                        String.valueOf(created.facts().get("backendId"))))
                .isEqualTo("bridge");
    }

    @Test
    void anAddressThatAnotherWasGivenMeanwhileIsExchanged() throws IOException, InterruptedException {
        WorkloadSpec spec = staying();
        String first = wanted(driver.create(spec));
        OwnBridge.run(
                "docker",
                "run",
                "-d",
                "--network",
                bridge.name,
                "--ip",
                first,
                Toolbox.image().digest(),
                "/bin/sleep",
                "600");
        assertThat(driver.start(spec).addresses())
                .hasSize(1)
                .doesNotContain(first)
                .first()
                .asString()
                .startsWith(bridge.base());
    }

    @Test
    void whatOneInstallationChoseAnotherDoesNot() throws IOException, InterruptedException {
        WorkloadSpec one = staying();
        String first = wanted(driver.create(one));
        int places = SharedSubnet.behind(bridge.name).orElseThrow().containers().size();
        WorkloadSpec like = Stream.generate(this::staying)
                .filter(spec -> Math.floorMod(spec.key().hashCode() - one.key().hashCode(), places) == 0)
                .findFirst()
                .orElseThrow();
        Driver other = fixture.openAs(new InstallationId(UUID.randomUUID()));
        try {
            assertThat(wanted(other.create(like))).isNotEqualTo(first);
        } finally {
            other.destroy(like.key());
        }
    }

    @Test
    void theNetworkIsMadeAgainWhenSomebodyRemovedIt() throws IOException, InterruptedException {
        WorkloadSpec spec = staying();
        driver.create(spec);
        driver.start(spec);
        driver.stop(spec.key(), Duration.ZERO);
        OwnBridge.run("docker", "network", "rm", bridge.name);
        assertThat(driver.start(spec).addresses()).hasSize(1).first().asString().startsWith(bridge.base());
    }

    @Test
    void theNetworkFollowsTheBridgesSubnet() throws IOException, InterruptedException {
        WorkloadSpec before = staying();
        driver.create(before);
        driver.start(before);
        driver.destroy(before.key());
        bridge.renumber();
        WorkloadSpec after = staying();
        driver.create(after);
        assertThat(driver.start(after).addresses())
                .hasSize(1)
                .first()
                .asString()
                .startsWith(bridge.base());
    }

    @Test
    void theBridgeOutlivesTheNetwork() throws IOException, InterruptedException {
        driver.create(staying());
        fixture.driver().observeAll().forEach(left -> driver.destroy(left.key()));
        OwnBridge.run("docker", "network", "rm", bridge.name);
        assertThat(SharedSubnet.behind(bridge.name)).isPresent();
    }

    @Test
    void withoutTheMachinesNetworkItIsRefusedWithTheRemedy() {
        try (DockerFixture without = new DockerFixture(BackendSettings.withBridge("tt-none0"))) {
            WorkloadSpec spec = without.script("true").withNetwork(SHARED);
            assertThatExceptionOfType(DriverException.class)
                    .isThrownBy(() -> without.driver().plan(spec))
                    .withMessageContaining("tt-none0")
                    .withMessageContaining("./triptych up")
                    .satisfies(refused -> assertThat(refused.code()).isEqualTo(DriverErrorCode.NOT_SUPPORTED));
        }
    }
}
