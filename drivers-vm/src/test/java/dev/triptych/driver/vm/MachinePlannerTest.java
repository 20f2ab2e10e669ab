package dev.triptych.driver.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triptych.driver.vm.MachinePlanner.BootFiles;
import dev.triptych.driver.vm.MachinePlanner.Capacity;
import dev.triptych.spi.ByteSize;
import dev.triptych.spi.CpuWeight;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.ImageConfig;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.IoLimits;
import dev.triptych.spi.KindOptions.Firmware;
import dev.triptych.spi.KindOptions.Profile;
import dev.triptych.spi.KindOptions.VmOptions;
import dev.triptych.spi.Mount;
import dev.triptych.spi.Port;
import dev.triptych.spi.PortProtocol;
import dev.triptych.spi.Program;
import dev.triptych.spi.Resources;
import dev.triptych.spi.Source;
import dev.triptych.spi.WorkloadSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MachinePlannerTest {
    private static final InstallationId INSTALLATION = new InstallationId(UUID.randomUUID());
    private static final Program NOTHING = new Program(List.of(), Map.of(), Set.of(), new byte[0]);

    @TempDir
    Path folder;

    private static final VmStorage STORAGE = new VmStorage(Path.of("/var/lib/triptych/vm"), INSTALLATION);

    private final MachinePlanner planner = new MachinePlanner(
            INSTALLATION,
            STORAGE,
            Accelerator.TCG,
            TestSettings.properties(),
            new Capacity(2, ByteSize.parse("4GiB")),
            new DiskImages(STORAGE, TestSettings.properties(), Clock.systemUTC()));

    static Stream<Arguments> refusals() {
        WorkloadSpec fine = image("linux/amd64", List.of("/bin/true"));
        return Stream.of(
                Arguments.of(LibvirtFixture.with(fine, resources(1, "63MiB")), DriverErrorCode.INVALID_SPEC),
                Arguments.of(LibvirtFixture.with(fine, resources(1, "5GiB")), DriverErrorCode.CAPACITY_EXCEEDED),
                Arguments.of(LibvirtFixture.with(fine, resources(3, "64MiB")), DriverErrorCode.CAPACITY_EXCEEDED),
                Arguments.of(LibvirtFixture.named(fine, "a\u0001"), DriverErrorCode.INVALID_SPEC),
                Arguments.of(
                        LibvirtFixture.with(
                                fine,
                                List.of(new Port("http", 80, PortProtocol.HTTP, new Port.Publication("127.0.0.1", 1)))),
                        DriverErrorCode.NOT_SUPPORTED),
                Arguments.of(
                        LibvirtFixture.with(fine, new Program(List.of("a\0b"), Map.of(), Set.of(), new byte[0])),
                        DriverErrorCode.INVALID_SPEC),
                Arguments.of(
                        LibvirtFixture.with(fine, new Program(List.of(), Map.of("A", "\0"), Set.of(), new byte[0])),
                        DriverErrorCode.INVALID_SPEC),
                Arguments.of(image("linux/arm64", List.of("/bin/true")), DriverErrorCode.SOURCE_INVALID),
                Arguments.of(image("linux/amd64", List.of()), DriverErrorCode.INVALID_SPEC),
                Arguments.of(
                        LibvirtFixture.spec(
                                LibvirtFixture.newKey(), new Source.ContainerImage("x", "sha256:0"), NOTHING),
                        DriverErrorCode.SOURCE_MISMATCH));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void whatNoMachineCanBeIsRefused(WorkloadSpec spec, DriverErrorCode expected) {
        assertRefused(spec, expected);
    }

    @Test
    void aFileThatIsNoKernelIsRefused() throws IOException {
        Path text = Files.writeString(folder.resolve("text"), "#!/bin/sh\n");
        Path large = Files.write(folder.resolve("large"), new byte[1 << 16]);

        assertRefused(kernel(text, "", NOTHING), DriverErrorCode.SOURCE_INVALID);
        assertRefused(kernel(large, "", NOTHING), DriverErrorCode.SOURCE_INVALID);
        assertRefused(kernel(folder.resolve("absent"), "", NOTHING), DriverErrorCode.SOURCE_NOT_FOUND);
    }

    @Test
    void whatAKernelCannotBeGivenIsRefusedAndNotIgnored() throws IOException {
        Path kernel = Files.write(folder.resolve("kernel"), kernelHead());
        Program args = new Program(List.of("x"), Map.of(), Set.of(), new byte[0]);
        Program port = new Program(List.of(), Map.of("PORT", "80"), Set.of(), new byte[0]);

        planner.check(kernel(kernel, "console=ttyS0 <&>'\"", NOTHING));
        planner.check(kernel(kernel, "", port));
        assertRefused(kernel(kernel, "", args), DriverErrorCode.NOT_SUPPORTED);
        assertRefused(kernel(kernel, "two\nlines", NOTHING), DriverErrorCode.INVALID_SPEC);
        assertRefused(kernel(kernel, "x".repeat(2048), NOTHING), DriverErrorCode.INVALID_SPEC);
    }

    @Test
    void aDiskCanBeMadeLargerOnly() throws IOException {
        WorkloadSpec spec = disk();
        planner.check(LibvirtFixture.with(spec, withDisk("4MiB")));
        planner.check(LibvirtFixture.with(spec, withDisk("1TiB")));
        assertThatExceptionOfType(DriverException.class)
                .isThrownBy(() -> planner.check(LibvirtFixture.with(spec, withDisk("3MiB"))))
                .withMessageContaining("resources.disk is 3MiB and the disk in the image has 4MiB");
    }

    @Test
    void whatASystemOnADiskCannotBeGivenIsRefusedAndNotIgnored() throws IOException {
        WorkloadSpec spec = disk();
        assertRefused(
                LibvirtFixture.with(spec, new Program(List.of(), Map.of(), Set.of(), new byte[] {'x'})),
                DriverErrorCode.NOT_SUPPORTED);
        assertRefused(
                LibvirtFixture.with(spec, new Program(List.of("x"), Map.of(), Set.of(), new byte[0])),
                DriverErrorCode.NOT_SUPPORTED);
    }

    @Test
    void whatAnImageWritesGoesToMemoryOrToADiskOfAPossibleSize() throws IOException {
        WorkloadSpec image = image("linux/amd64", List.of("/bin/true"));
        WorkloadSpec lasting = LibvirtFixture.with(image, withDisk("16MiB"));
        planner.check(lasting);
        assertThat(written(image)).isNull();
        assertThat(written(lasting)).isEqualTo(STORAGE.machine(lasting.key()).written());
        assertRefused(LibvirtFixture.with(image, withDisk("15MiB")), DriverErrorCode.INVALID_SPEC);
        assertRefused(LibvirtFixture.with(image, withDisk("3TiB")), DriverErrorCode.INVALID_SPEC);
        Path kernel = Files.write(folder.resolve("kernel"), kernelHead());
        assertRefused(
                LibvirtFixture.with(kernel(kernel, "", NOTHING), withDisk("1GiB")), DriverErrorCode.NOT_SUPPORTED);
    }

    private @Nullable Path written(WorkloadSpec spec) {
        DomainDescription.ImageDisks disks =
                planner.describe(spec, BootFiles.placeholders(spec.source())).image();
        return Objects.requireNonNull(disks).written();
    }

    @Test
    void theMicroProfileIsForImages() throws IOException {
        WorkloadSpec image = micro(image("linux/amd64", List.of("/bin/true")));
        planner.check(image);
        DomainDescription described = planner.describe(image, BootFiles.placeholders(image.source()));
        assertThat(described.cmdline())
                .startsWith(GuestBoot.cmdline(Profile.STANDARD, Accelerator.TCG, 1))
                .contains("noreplace-smp")
                .endsWith("nolapic_timer");
        assertThat(GuestBoot.cmdline(Profile.MICRO, Accelerator.TCG, 2)).doesNotContain("nolapic_timer");
        assertThat(GuestBoot.cmdline(Profile.MICRO, Accelerator.KVM, 1)).doesNotContain("nolapic_timer");
        assertThat(Objects.requireNonNull(described.image()).micro()).isTrue();
        assertRefused(micro(disk()), DriverErrorCode.NOT_SUPPORTED);
        Path kernel = Files.write(folder.resolve("kernel"), kernelHead());
        assertRefused(micro(kernel(kernel, "", NOTHING)), DriverErrorCode.NOT_SUPPORTED);
    }

    private static WorkloadSpec micro(WorkloadSpec spec) {
        return LibvirtFixture.with(spec, new VmOptions(Firmware.BIOS, null, Profile.MICRO));
    }

    @Test
    void aDiskWhoseBytesAreGoneIsNotFound() {
        Source gone =
                new Source.Disk(folder.resolve("gone"), Source.DiskFormat.RAW, ByteSize.parse("4MiB"), "sha256:0");
        assertRefused(LibvirtFixture.spec(LibvirtFixture.newKey(), gone, NOTHING), DriverErrorCode.SOURCE_NOT_FOUND);
    }

    private WorkloadSpec disk() throws IOException {
        Path file = Files.write(folder.resolve("disk"), new byte[512]);
        Source source = new Source.Disk(file, Source.DiskFormat.QCOW2, ByteSize.parse("4MiB"), "sha256:0");
        return LibvirtFixture.spec(LibvirtFixture.newKey(), source, NOTHING);
    }

    private static Resources withDisk(String size) {
        return new Resources(1, ByteSize.parse("64MiB"), ByteSize.parse(size), null);
    }

    @Test
    void aShareOfAProcessorIsAQuota() {
        WorkloadSpec whole = image("linux/amd64", List.of("/bin/true"));
        WorkloadSpec half = LibvirtFixture.with(whole, resources(0.5, "64MiB"));
        WorkloadSpec more = LibvirtFixture.with(whole, resources(1.25, "64MiB"));

        assertThat(planner.describe(whole, BootFiles.placeholders(whole.source()))
                        .processors()
                        .quota())
                .isNull();
        assertThat(planner.describe(half, BootFiles.placeholders(whole.source()))
                        .processors()
                        .quota())
                .isEqualTo(50_000);
        assertThat(planner.describe(more, BootFiles.placeholders(whole.source()))
                        .processors()
                        .count())
                .isEqualTo(2);
        assertThat(planner.describe(more, BootFiles.placeholders(whole.source()))
                        .processors()
                        .quota())
                .isEqualTo(125_000);
    }

    @Test
    void ratesAreForDisksThatQemuReadsAndWritesItself() throws IOException {
        IoLimits io = new IoLimits(null, 4096L, null, null);
        Resources bounded = new Resources(1, ByteSize.parse("64MiB"), null, null, new CpuWeight(200), io);
        WorkloadSpec image = LibvirtFixture.with(image("linux/amd64", List.of("/bin/true")), bounded);
        planner.check(image);
        DomainDescription machine = planner.describe(image, BootFiles.placeholders(image.source()));
        assertThat(machine.io()).isEqualTo(io);
        assertThat(machine.processors().weight()).isEqualTo(new CpuWeight(200));

        Path kernel = Files.write(folder.resolve("bounded"), kernelHead());
        assertRefused(LibvirtFixture.with(kernel(kernel, "", NOTHING), bounded), DriverErrorCode.NOT_SUPPORTED);
        WorkloadSpec mounting = new WorkloadSpec(
                image.key(),
                image.name(),
                image.lifecycle(),
                image.source(),
                image.program(),
                List.of(new Mount(folder, "/data", false)),
                List.of(),
                bounded,
                image.options());
        assertRefused(mounting, DriverErrorCode.NOT_SUPPORTED);
    }

    @Test
    void argsReplaceTheImagesOwnAndNothingElse() {
        ImageConfig config = new ImageConfig(
                List.of("/bin/web"),
                List.of("--default"),
                Map.of("A", "image", "B", "image"),
                "/srv",
                "www",
                "linux/amd64");
        Source.RootFilesystem source = new Source.RootFilesystem("x", "sha256:0", config, InputStream::nullInputStream);
        WorkloadSpec plain = LibvirtFixture.spec(LibvirtFixture.newKey(), source, NOTHING);
        WorkloadSpec given = LibvirtFixture.with(
                plain, new Program(List.of("--given"), Map.of("A", "workload"), Set.of(), new byte[0]));

        Seed ownSeed = MachinePlanner.seed(plain, source, new byte[16], new byte[4], 0);
        Seed givenSeed = MachinePlanner.seed(given, source, new byte[16], new byte[4], 0);
        assertThat(ownSeed.command()).containsExactly("/bin/web", "--default");
        assertThat(givenSeed.command()).containsExactly("/bin/web", "--given");
        assertThat(givenSeed.environment())
                .containsEntry("A", "workload")
                .containsEntry("B", "image")
                .containsKeys("PATH", "HOSTNAME");
        assertThat(givenSeed.directory()).isEqualTo("/srv");
        assertThat(givenSeed.user()).isEqualTo("www");
    }

    private void assertRefused(WorkloadSpec spec, DriverErrorCode expected) {
        assertThatExceptionOfType(DriverException.class)
                .isThrownBy(() -> planner.check(spec))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(expected));
    }

    private static Resources resources(double cpus, String memory) {
        return new Resources(cpus, ByteSize.parse(memory), null);
    }

    private static WorkloadSpec image(String platform, List<String> entrypoint) {
        ImageConfig config = new ImageConfig(entrypoint, List.of(), Map.of(), "/", "", platform);
        Source source = new Source.RootFilesystem("x", "sha256:0", config, InputStream::nullInputStream);
        return LibvirtFixture.spec(LibvirtFixture.newKey(), source, NOTHING);
    }

    private static WorkloadSpec kernel(Path file, String cmdline, Program program) {
        return LibvirtFixture.spec(
                LibvirtFixture.newKey(), new Source.KernelBoot(file, null, cmdline, "sha256:0"), program);
    }

    private static byte[] kernelHead() {
        byte[] head = new byte[1024];
        head[0x1FE] = 0x55;
        head[0x1FF] = (byte) 0xAA;
        System.arraycopy(new byte[] {'H', 'd', 'r', 'S'}, 0, head, 0x202, 4);
        return head;
    }
}
