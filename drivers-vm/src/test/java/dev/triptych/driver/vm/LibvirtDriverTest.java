package dev.triptych.driver.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.ByteSize;
import dev.triptych.spi.Driver;
import dev.triptych.spi.Exit;
import dev.triptych.spi.ExitReason;
import dev.triptych.spi.KindOptions.Firmware;
import dev.triptych.spi.KindOptions.Profile;
import dev.triptych.spi.KindOptions.VmOptions;
import dev.triptych.spi.LogStream;
import dev.triptych.spi.LogStreaming;
import dev.triptych.spi.Observation;
import dev.triptych.spi.ObservedState;
import dev.triptych.spi.Port;
import dev.triptych.spi.PortProtocol;
import dev.triptych.spi.Preparation;
import dev.triptych.spi.Resources;
import dev.triptych.spi.SharedSubnet;
import dev.triptych.spi.Source;
import dev.triptych.spi.WorkloadSpec;
import dev.triptych.tck.CollectedLog;
import dev.triptych.tck.Eventually;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What only virtual machines have to prove, on the host's real libvirt and QEMU. */
@Tag("backend")
class LibvirtDriverTest {
    private final LibvirtFixture fixture = new LibvirtFixture();
    private final Driver driver = fixture.driver();

    @AfterEach
    void closeTheFixture() {
        fixture.close();
    }

    @Test
    void aProgramThatPrintsTheExitMarkerAndExitsSevenIsRecordedAsSeven() {
        String marker = "X\\003\\000\\000\\000\\000\\000\\000";
        CollectedLog log = new CollectedLog();
        Exit exit = run(
                LibvirtFixture.script("printf '" + marker + marker + "'; printf '" + marker + "' >&2; printf '" + marker
                        + "' > /dev/ttyS1; exit 7"),
                log);

        assertThat(exit.reason()).isEqualTo(ExitReason.EXITED);
        assertThat(exit.code()).isEqualTo(7);
        assertThat(log.bytes(LogStream.STDOUT)).hasSize(16);
    }

    @Test
    void theProgramSeesNoDeviceThatLeadsToItsMachine() {
        CollectedLog log = new CollectedLog();
        Exit exit = run(
                LibvirtFixture.script("ls /dev; mknod /tmp/x c 4 65 && echo MADE; "
                        + "cat /proc/kcore && echo READ; "
                        + "echo c > /proc/sysrq-trigger && echo CRASHED; echo x > /proc/sys/kernel/core_pattern && echo SET; "
                        + "mount -t proc proc /tmp && echo MOUNTED; exit 0"),
                log);

        assertThat(exit.code()).isZero();
        assertThat(log.text(LogStream.STDOUT))
                .contains("null", "urandom")
                .doesNotContain("ttyS", "vda", "vdb", "mem", "port", "MADE", "READ", "CRASHED", "SET", "MOUNTED");
    }

    @Test
    void userDirectoryHomeAndGroupsAreTheImages() {
        WorkloadSpec spec = LibvirtFixture.spec(
                LibvirtFixture.newKey(),
                GuestImages.image(List.of("/bin/sh", "-c", "id; pwd; echo $HOME $FROM_IMAGE $HOSTNAME"), "guest"),
                LibvirtFixture.program(List.of(), Map.of(), new byte[0]));
        CollectedLog log = new CollectedLog();
        run(spec, log);

        assertThat(log.text(LogStream.STDOUT))
                .contains("uid=1234(guest) gid=1235(guest)", "2000(friends)", "/work\n", "/home/guest yes test\n");
    }

    @Test
    void aProgramThatIsNotThereIsAFailedStartWithItsName() {
        WorkloadSpec spec = LibvirtFixture.spec(
                LibvirtFixture.newKey(),
                GuestImages.image(),
                LibvirtFixture.program(List.of("/no/such/program"), Map.of(), new byte[0]));
        Exit exit = run(spec, new CollectedLog());

        assertThat(exit.reason()).isEqualTo(ExitReason.START_FAILED);
        assertThat(exit.detail()).contains("/no/such/program");
        assertThat(driver.observe(spec.key()).state()).isEqualTo(ObservedState.FAILED);
    }

    @Test
    void theLeasedAddressLeadsToTheService() {
        WorkloadSpec spec = LibvirtFixture.with(
                LibvirtFixture.script("echo ready; while :; do sleep 1; done"),
                List.of(new Port("http", 8080, PortProtocol.HTTP, null)));
        launch(spec);
        Observation seen = Eventually.value(
                "the address is known",
                fixture.patience(),
                () -> driver.observe(spec.key()),
                now -> !now.endpoints().isEmpty());

        assertThat(SharedSubnet.behind("triptych0"))
                .hasValueSatisfying(
                        subnet -> assertThat(seen.addresses()).first().matches(subnet::contains));
        assertThat(seen.endpoints().getFirst().host())
                .isEqualTo(seen.addresses().getFirst());
        assertThat(seen.endpoints().getFirst().port()).isEqualTo(8080);
        assertThat(seen.facts())
                .containsEntry("accelerator", driver.probe().facts().get("accelerator"));
    }

    @Test
    void stoppingSendsTheProgramATerm() {
        WorkloadSpec spec =
                LibvirtFixture.script("trap 'echo bye; exit 3' TERM; echo ready; while :; do sleep 0.1; done");
        CollectedLog log = launch(spec);
        log.awaitText(LogStream.STDOUT, "ready", fixture.patience());
        driver.stop(spec.key(), Duration.ofSeconds(60));
        log.awaitEnd(fixture.patience());
        Exit exit = driver.observe(spec.key()).exit();

        assertThat(log.text(LogStream.STDOUT)).contains("bye");
        assertThat(exit).isNotNull();
        assertThat(exit.reason()).isEqualTo(ExitReason.STOPPED);
        assertThat(exit.code()).isEqualTo(3);
    }

    @Test
    void anEndWhileNobodyWatchedIsFoundWithAllItsOutput() {
        WorkloadSpec spec = LibvirtFixture.script("echo early; sleep 4; echo late; exit 9");
        CollectedLog before = launch(spec);
        before.awaitText(LogStream.STDOUT, "early", fixture.patience());
        String cursor = before.chunks().getLast().next();
        String incarnation = driver.observe(spec.key()).incarnation();
        driver.close();
        Eventually.holds("the machine goes off", fixture.patience(), () -> fixture.isOff(spec.key()));
        Driver reopened = fixture.reopen();
        Observation end = reopened.observe(spec.key());
        CollectedLog after = new CollectedLog();
        reopened.capability(LogStreaming.class).orElseThrow().follow(spec.key(), incarnation, cursor, after);
        after.awaitEnd(fixture.patience());

        assertThat(end.incarnation()).isEqualTo(incarnation);
        assertThat(end.exit()).isNotNull();
        assertThat(end.exit().code()).isEqualTo(9);
        assertThat(after.text(LogStream.STDOUT)).isEqualTo("late\n");
        assertThat(after.gaps()).isZero();
        reopened.destroy(spec.key());
    }

    @Test
    void muchOutputArrivesWholeThroughALogThatIsRotated() {
        WorkloadSpec spec = LibvirtFixture.script("yes 0123456789abcde | head -c 5000000");
        CollectedLog log = new CollectedLog();
        Exit exit = run(spec, log);

        assertThat(exit.code()).isZero();
        assertThat(log.gaps()).isZero();
        byte[] expected = "0123456789abcde\n".repeat(312_500).getBytes(StandardCharsets.US_ASCII);
        assertThat(log.bytes(LogStream.STDOUT)).isEqualTo(expected);
    }

    @Test
    void aKernelOfTheUsersOwnRunsAndItsWordsAreTheConsole() {
        Path kernel = Path.of("/var/lib/triptych/kernel/vmlinuz");
        Source source = new Source.KernelBoot(kernel, null, "console=ttyS0 panic=-1 <&\"'>", GuestImages.digest());
        WorkloadSpec spec = LibvirtFixture.spec(
                LibvirtFixture.newKey(), source, LibvirtFixture.program(List.of(), Map.of(), new byte[0]));
        CollectedLog log = new CollectedLog();
        Exit exit = run(spec, log);

        assertThat(log.text(LogStream.CONSOLE)).contains("Linux version", "<&\"'>", "Kernel panic - not syncing");
        assertThat(log.bytes(LogStream.STDOUT)).isEmpty();
        assertThat(exit.reason()).isEqualTo(ExitReason.CRASHED);
        assertThat(exit.detail()).contains("Unable to mount root");
    }

    @Test
    void concurrentPreparationsBuildTheRootOnce() throws Exception {
        try (ExecutorService callers = Executors.newFixedThreadPool(4)) {
            List<Future<Preparation>> calls = IntStream.range(0, 4)
                    .mapToObj(i -> callers.submit(() -> driver.prepare(LibvirtFixture.script("exit 0"))))
                    .toList();
            for (Future<Preparation> call : calls) {
                assertThat(call.get().uses()).anyMatch(use -> use.cache().equals("root"));
            }
        }
        assertThat(fixture.storage().cache("root")).isDirectoryContaining("glob:**.squashfs");
        assertThat(driver.prepare(LibvirtFixture.script("exit 0")).temperature())
                .isEqualTo(Preparation.Temperature.PREPARED);
    }

    @Test
    void aMicroMachineRunsTheSameImageAndSaysItsKernelsNameAlike() {
        String script = "read kernel < /proc/sys/kernel/osrelease; echo $kernel; echo kept > /kept; cat /kept; exit 5";
        CollectedLog micro = new CollectedLog();
        Exit exit = run(
                LibvirtFixture.with(LibvirtFixture.script(script), new VmOptions(Firmware.BIOS, null, Profile.MICRO)),
                micro);

        assertThat(exit.reason()).isEqualTo(ExitReason.EXITED);
        assertThat(exit.code()).isEqualTo(5);
        assertThat(micro.text(LogStream.STDOUT))
                .isEqualTo(driver.probe().facts().get("guestKernel") + "\nkept\n");
        assertThat(micro.text(LogStream.CONSOLE)).isEmpty();
    }

    @Test
    void whatIsOnItsDiskOutlivesARunAndGoesWithTheMachine() throws IOException {
        WorkloadSpec spec = LibvirtFixture.with(
                LibvirtFixture.script("if [ -e /etc/kept ]; then cat /etc/kept; exit 0; fi; "
                        + "dd if=/dev/zero of=/full bs=65536 || echo FULL; head -c 0 /full && rm /full; "
                        + "echo kept > /etc/kept && exit 6"),
                new Resources(1, ByteSize.ofMebibytes(256), ByteSize.ofMebibytes(32), null));
        CollectedLog first = new CollectedLog();
        assertThat(run(spec, first).code()).isEqualTo(6);
        assertThat(first.text(LogStream.STDOUT)).isEqualTo("FULL\n");
        assertThat(first.text(LogStream.STDERR)).contains("No space left on device");
        assertThat(Files.size(fixture.storage().machine(spec.key()).written())).isEqualTo(32 << 20);

        CollectedLog second = new CollectedLog();
        driver.capability(LogStreaming.class).orElseThrow().follow(spec.key(), null, LogStreaming.FROM_START, second);
        driver.start(spec);
        second.awaitText(LogStream.STDOUT, "kept\n", fixture.patience());
        driver.destroy(spec.key());
        assertThat(fixture.storage().machine(spec.key()).folder()).doesNotExist();
    }

    private CollectedLog launch(WorkloadSpec spec) {
        driver.prepare(spec);
        driver.create(spec);
        CollectedLog log = new CollectedLog();
        driver.capability(LogStreaming.class).orElseThrow().follow(spec.key(), null, LogStreaming.FROM_START, log);
        driver.start(spec);
        return log;
    }

    private Exit run(WorkloadSpec spec, CollectedLog log) {
        driver.prepare(spec);
        driver.create(spec);
        driver.capability(LogStreaming.class).orElseThrow().follow(spec.key(), null, LogStreaming.FROM_START, log);
        driver.start(spec);
        log.awaitEnd(fixture.patience());
        Observation end = Eventually.value(
                "the machine ends", fixture.patience(), () -> driver.observe(spec.key()), now -> now.exit() != null);
        Exit exit = end.exit();
        if (exit == null) {
            throw new AssertionError(end);
        }
        return exit;
    }
}
