package dev.triptych.driver.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.ByteSize;
import dev.triptych.spi.Driver;
import dev.triptych.spi.Exit;
import dev.triptych.spi.ExitReason;
import dev.triptych.spi.KindOptions.Firmware;
import dev.triptych.spi.KindOptions.VmOptions;
import dev.triptych.spi.LogStream;
import dev.triptych.spi.LogStreaming;
import dev.triptych.spi.Observation;
import dev.triptych.spi.ObservedState;
import dev.triptych.spi.Resources;
import dev.triptych.spi.Source;
import dev.triptych.spi.Source.DiskFormat;
import dev.triptych.spi.WorkloadSpec;
import dev.triptych.tck.CollectedLog;
import dev.triptych.tck.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Machines that boot from a disk, on the host's real libvirt and QEMU. */
@Tag("backend")
class LibvirtDiskTest {
    private final LibvirtFixture fixture = new LibvirtFixture();
    private final Driver driver = fixture.driver();

    @TempDir
    private Path folder;

    @AfterEach
    void closeTheFixture() {
        fixture.close();
    }

    @ParameterizedTest
    @EnumSource(DiskFormat.class)
    void whatItsSystemWroteIsThereWhenItIsStartedAgainAndItsImageIsUnchanged(DiskFormat format) throws IOException {
        Source.Disk image = TinyDisk.make(folder, format, false);
        byte[] before = Files.readAllBytes(image.file());
        WorkloadSpec spec = spec(image, null);
        driver.create(spec);

        assertThat(runOf(spec)).isEqualTo("boot 1, sectors 0x00000800\n");
        assertThat(runOf(spec)).isEqualTo("boot 2, sectors 0x00000800\n");
        Exit exit = Objects.requireNonNull(driver.observe(spec.key()).exit());
        assertThat(exit.reason()).isEqualTo(ExitReason.POWERED_OFF);
        assertThat(exit.code()).isNull();
        assertThat(exit.detail()).contains("no exit code");
        assertThat(image.file()).hasBinaryContent(before);
        assertThat(prepared(image)).hasBinaryContent(before);

        driver.destroy(spec.key());
        assertThat(fixture.storage().machine(spec.key()).folder()).doesNotExist();
        assertThat(driver.observe(spec.key()).state()).isEqualTo(ObservedState.ABSENT);
    }

    @Test
    void aRawDiskThatBeginsLikeAQcowIsReadAsRaw() throws IOException {
        WorkloadSpec spec = spec(TinyDisk.makeDisguised(folder), null);
        driver.create(spec);

        assertThat(runOf(spec)).isEqualTo("boot 1, sectors 0x00000800\n");
        assertThat(runOf(spec)).isEqualTo("boot 2, sectors 0x00000800\n");
    }

    @Test
    void theDiskIsAsLargeAsWantedInWholeSectors() throws IOException {
        Source.Disk image = TinyDisk.make(folder, DiskFormat.QCOW2, false);
        WorkloadSpec spec = spec(image, new ByteSize((3L << 30) - 1));
        driver.create(spec);

        assertThat(runOf(spec)).isEqualTo("boot 1, sectors 0x00600000\n");
    }

    @Test
    void machinesOfOneImageShareItAndWriteApart() throws IOException {
        Source.Disk image = TinyDisk.make(folder, DiskFormat.RAW, true);
        WorkloadSpec first = spec(image, null);
        WorkloadSpec second = spec(image, null);
        assertThat(driver.prepare(first).uses()).hasSize(1).allMatch(use -> !use.hit());
        assertThat(driver.prepare(second).uses()).hasSize(1).allMatch(use -> use.hit());
        for (WorkloadSpec spec : List.of(first, second)) {
            driver.create(spec);
            CollectedLog log = follow(spec);
            driver.start(spec);
            Eventually.value(
                    "it has come up",
                    fixture.patience(),
                    () -> log.text(LogStream.CONSOLE),
                    text -> text.contains("boot 1"));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(
                            fixture.storage().machine(spec.key()).disk())))
                    .isEqualTo("rw-------");
        }

        driver.stop(first.key(), Duration.ofMillis(100)); // its system hears no button
        assertThat(driver.observe(first.key()).exit()).extracting(Exit::reason).isEqualTo(ExitReason.STOPPED);
        assertThat(driver.observe(second.key()).state()).isEqualTo(ObservedState.RUNNING);
    }

    @Test
    void uefiRemembersBesideTheMachineAndGoesWithIt() throws IOException {
        WorkloadSpec plain = spec(TinyDisk.make(folder, DiskFormat.RAW, true), null);
        WorkloadSpec spec = LibvirtFixture.with(plain, new VmOptions(Firmware.UEFI, null));
        driver.create(spec);
        CollectedLog log = follow(spec);
        driver.start(spec);
        Eventually.value(
                "the firmware looks for a system",
                fixture.patience(),
                () -> log.text(LogStream.CONSOLE),
                text -> text.contains("Boot0001"));
        Path remembered = fixture.storage().machine(spec.key()).firmwareVariables();
        assertThat(remembered).exists();

        driver.destroy(spec.key());
        assertThat(remembered).doesNotExist();
        assertThat(driver.observe(spec.key()).state()).isEqualTo(ObservedState.ABSENT);
    }

    private String runOf(WorkloadSpec spec) {
        CollectedLog log = follow(spec);
        String run = driver.start(spec).incarnation();
        Observation ended = Eventually.value(
                "it powered off", fixture.patience(), () -> driver.observe(spec.key()), now -> now.exit() != null);
        assertThat(ended.incarnation()).isEqualTo(run);
        assertThat(ended.state()).isEqualTo(ObservedState.STOPPED);
        Eventually.value("its output is complete", fixture.patience(), log::ends, ends -> ends > 0);
        String console = log.text(LogStream.CONSOLE).replace("\r", "");
        return console.substring(Math.max(console.indexOf("boot "), 0));
    }

    private CollectedLog follow(WorkloadSpec spec) {
        CollectedLog log = new CollectedLog();
        driver.capability(LogStreaming.class).orElseThrow().follow(spec.key(), null, "", log);
        return log;
    }

    private Path prepared(Source.Disk image) throws IOException {
        return fixture.storage().cache("disk").resolve(image.digest().replace(':', '-'));
    }

    private static WorkloadSpec spec(Source.Disk image, @Nullable ByteSize disk) {
        return LibvirtFixture.with(
                LibvirtFixture.spec(
                        LibvirtFixture.newKey(), image, LibvirtFixture.program(List.of(), Map.of(), new byte[0])),
                new Resources(1, ByteSize.ofMebibytes(128), disk, null));
    }
}
