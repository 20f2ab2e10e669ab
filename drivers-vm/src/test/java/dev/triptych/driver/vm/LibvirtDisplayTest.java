package dev.triptych.driver.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.spi.ByteSize;
import dev.triptych.spi.DisplayAccess;
import dev.triptych.spi.Driver;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.InteractiveSession;
import dev.triptych.spi.InteractiveSession.Output;
import dev.triptych.spi.KindOptions.Firmware;
import dev.triptych.spi.KindOptions.Graphics;
import dev.triptych.spi.KindOptions.Profile;
import dev.triptych.spi.KindOptions.VmOptions;
import dev.triptych.spi.ObservedState;
import dev.triptych.spi.Resources;
import dev.triptych.spi.Source.DiskFormat;
import dev.triptych.spi.WorkloadSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Displays of machines on the host's real libvirt and QEMU. */
@Tag("backend")
class LibvirtDisplayTest {
    private final LibvirtFixture fixture = new LibvirtFixture();
    private final Driver driver = fixture.driver();
    private final DisplayAccess displays =
            driver.capability(DisplayAccess.class).orElseThrow();

    @TempDir
    private Path folder;

    @AfterEach
    void closeTheFixture() {
        fixture.close();
    }

    private WorkloadSpec started(Graphics graphics) throws IOException {
        WorkloadSpec plain = LibvirtFixture.with(
                LibvirtFixture.spec(
                        LibvirtFixture.newKey(),
                        TinyDisk.make(folder, DiskFormat.QCOW2, true),
                        LibvirtFixture.program(List.of(), Map.of(), new byte[0])),
                new Resources(1, ByteSize.ofMebibytes(128), null, null));
        WorkloadSpec spec = new WorkloadSpec(
                plain.key(),
                plain.name(),
                plain.lifecycle(),
                plain.source(),
                plain.program(),
                plain.mounts(),
                plain.ports(),
                plain.resources(),
                new VmOptions(Firmware.BIOS, null, Profile.STANDARD, graphics));
        driver.create(spec);
        driver.start(spec);
        return spec;
    }

    private static DriverErrorCode codeOf(Throwable failure) {
        return ((DriverException) failure).code();
    }

    @Test
    void severalSeeTheScreenAndItEndsWithTheMachine() throws IOException {
        WorkloadSpec spec = started(Graphics.DISPLAY);
        try (InteractiveSession first = displays.openDisplay(spec.key());
                InteractiveSession second = displays.openDisplay(spec.key())) {
            RfbClient.Screen seen = new RfbClient(first).handshake();
            assertThat(seen.version()).isEqualTo("RFB 003.008\n");
            assertThat(seen.width()).isPositive();
            assertThat(seen.height()).isPositive();
            assertThat(new RfbClient(second).handshake()).isEqualTo(seen);
            try (InteractiveSession third = displays.openDisplay(spec.key())) {
                third.write(new byte[64]); // no client of RFB at all
            }
            // The first is still there, though others came later and did not want to share.
            first.write(new byte[] {3, 0, 0, 0, 0, 0, 0, 8, 0, 8});
            Output answer = first.read();
            assertThat(answer).isNotNull();

            driver.stop(spec.key(), Duration.ofMillis(100));
            while (first.read() != null) {
                // what was still drawn
            }
        }
        assertThatThrownBy(() -> displays.openDisplay(spec.key()))
                .extracting(LibvirtDisplayTest::codeOf)
                .isEqualTo(DriverErrorCode.WORKLOAD_NOT_RUNNING);
        assertThatThrownBy(() -> displays.openDisplay(LibvirtFixture.newKey()))
                .extracting(LibvirtDisplayTest::codeOf)
                .isEqualTo(DriverErrorCode.WORKLOAD_ABSENT);
    }

    @Test
    void closingOneHarmsNothingAndEndsItsReader() throws Exception {
        WorkloadSpec spec = started(Graphics.DISPLAY);
        InteractiveSession session = displays.openDisplay(spec.key());
        new RfbClient(session).handshake();
        Thread reader = Thread.ofVirtual().start(() -> {
            while (session.read() != null) {
                // until it is closed
            }
        });
        session.close();
        session.close();
        assertThat(reader.join(fixture.patience())).isTrue();
        assertThat(driver.observe(spec.key()).state()).isEqualTo(ObservedState.RUNNING);
    }

    @Test
    void aMachineWithoutOneRefuses() throws IOException {
        WorkloadSpec spec = started(Graphics.NONE);
        assertThatThrownBy(() -> displays.openDisplay(spec.key()))
                .extracting(LibvirtDisplayTest::codeOf)
                .isEqualTo(DriverErrorCode.NOT_SUPPORTED);
    }
}
