package dev.triptych.driver.vm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.DisplayAccess;
import dev.triptych.spi.Driver;
import dev.triptych.spi.InteractiveSession;
import dev.triptych.spi.WorkloadSpec;
import dev.triptych.tck.RfbClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the host itself says of a machine's display; all else is in the contract. */
@Tag("backend")
class LibvirtDisplayTest {
    private static final String NOBODY = "65534";

    private final LibvirtFixture fixture = new LibvirtFixture();

    @AfterEach
    void closeTheFixture() {
        fixture.close();
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String words = new String(process.getInputStream().readAllBytes(), UTF_8);
        return process.waitFor() == 0 ? words : "refused: " + words;
    }

    @Test
    void nobodyElseOnTheHostReachesIt() throws Exception {
        Driver driver = fixture.driver();
        WorkloadSpec spec = fixture.specOfDrawing(LibvirtFixture.newKey(), true);
        driver.create(spec);
        driver.start(spec);
        UUID uuid = DomainIdentity.of(fixture.installation(), spec.key()).uuid();
        Path socket = DomainXmlReader.displaySocket(
                        run("virsh", "-q", "-c", "qemu:///system", "dumpxml", uuid.toString()))
                .orElseThrow();
        String asNobody = "--reuid=" + NOBODY;
        assertThat(run("test", "-w", "" + socket)).as("there is a socket").isEmpty();
        assertThat(run("setpriv", asNobody, "--regid=" + NOBODY, "--clear-groups", "test", "-w", "" + socket))
                .startsWith("refused");
        long process = QemuProcess.find("none", uuid).orElseThrow().pid();
        assertThat(run("ss", "-Hltunp"))
                .as("what listens on a port")
                .doesNotStartWith("refused")
                .doesNotContain("pid=" + process + ",");
        try (InteractiveSession session =
                driver.capability(DisplayAccess.class).orElseThrow().openDisplay(spec.key())) {
            new RfbClient(session).handshake();
        }
    }
}
