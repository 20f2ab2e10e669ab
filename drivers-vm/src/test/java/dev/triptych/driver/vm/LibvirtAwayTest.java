package dev.triptych.driver.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triptych.spi.DriverContext;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.DriverHealth;
import dev.triptych.spi.DriverListener;
import dev.triptych.spi.LogStream;
import dev.triptych.spi.LogStreaming;
import dev.triptych.spi.Observation;
import dev.triptych.spi.ObservedState;
import dev.triptych.spi.WorkloadSpec;
import dev.triptych.tck.CollectedLog;
import dev.triptych.tck.Eventually;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** libvirt goes away and comes back; what runs does not notice. */
@Tag("backend")
class LibvirtAwayTest {
    private static final Path LIBVIRT = Path.of("/run/libvirt/libvirt-sock");
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void aLostLibvirtIsToldSurvivedAndFoundAgain() throws IOException {
        Path socket = folder.resolve("s");
        try (LibvirtFixture fixture = new LibvirtFixture();
                SocketGate gate = new SocketGate(socket, LIBVIRT)) {
            gate.open();
            VmDriverProperties settings = TestSettings.withUri("qemu+unix:///system?socket=" + socket);
            DriverContext context =
                    new DriverContext(fixture.installation(), Path.of("/nowhere"), LibvirtFixture.CLOCK);
            try (LibvirtDriver driver = new LibvirtDriver(context, settings)) {
                loseAndFind(fixture, gate, driver);
            }
        }
    }

    private static void loseAndFind(LibvirtFixture fixture, SocketGate gate, LibvirtDriver driver) throws IOException {
        Health health = new Health();
        driver.listen(health);
        WorkloadSpec spec = LibvirtFixture.script("echo one; sleep 5; echo two; while :; do sleep 1; done");
        driver.create(spec);
        CollectedLog log = new CollectedLog();
        driver.follow(spec.key(), null, LogStreaming.FROM_START, log);
        Observation started = driver.start(spec);
        log.awaitText(LogStream.STDOUT, "one", fixture.patience());

        gate.close();
        Eventually.holds("the loss is told", SOON, () -> health.last() == DriverHealth.Status.UNAVAILABLE);
        assertThatExceptionOfType(DriverException.class)
                .isThrownBy(() -> driver.observe(spec.key()))
                .satisfies(away -> assertThat(away.code()).isEqualTo(DriverErrorCode.BACKEND_UNAVAILABLE));
        log.awaitText(LogStream.STDOUT, "two", fixture.patience());

        gate.open();
        Eventually.holds("the return is told", SOON, () -> health.last() == DriverHealth.Status.AVAILABLE);
        Observation after = driver.observe(spec.key());
        assertThat(after.state()).isEqualTo(ObservedState.RUNNING);
        assertThat(after.incarnation()).isEqualTo(started.incarnation());
        driver.destroy(spec.key());
    }

    private static final class Health implements DriverListener {
        private final List<DriverHealth> heard = new CopyOnWriteArrayList<>();

        DriverHealth.Status last() {
            return heard.isEmpty()
                    ? DriverHealth.Status.AVAILABLE
                    : heard.getLast().status();
        }

        @Override
        public void observed(Observation observation) {
            // only health is of interest here
        }

        @Override
        public void healthChanged(DriverHealth health) {
            heard.add(health);
        }
    }
}
