package dev.triptych.driver.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triptych.spi.ByteSize;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.KindOptions.CloudInit;
import dev.triptych.spi.KindOptions.Firmware;
import dev.triptych.spi.KindOptions.SeedFile;
import dev.triptych.spi.KindOptions.VmOptions;
import dev.triptych.spi.Lifecycle;
import dev.triptych.spi.Mount;
import dev.triptych.spi.Resources;
import dev.triptych.spi.Source;
import dev.triptych.spi.WorkloadSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

class CloudInitSeedTest {
    private static final CloudInit NOTHING = new CloudInit(null, List.of(), List.of(), null);

    @TempDir
    private Path folder;

    private final CloudInitSeed seeds = new CloudInitSeed("xorriso");

    static Stream<String> hostile() {
        return Stream.of(
                "it's \"quoted\" \\ and \\n",
                "two\nlines\r\n\ttabbed\n",
                "<user-data><![CDATA[&amp;]]></user-data>",
                "'; poweroff; echo '",
                "$(poweroff) `poweroff` $HOME ${X} %s",
                "#cloud-config\nruncmd: [poweroff]\n---\n...",
                "{{ v1.instance_id }} !!python/object:os.system {a: *b} &c - x: y # z",
                "yes",
                "0o17",
                "2026-01-01",
                "~",
                "",
                "\u0007\u001b[31m\u0085\u2028\ufeffü\ud83d\ude00");
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void everyTextArrivesAsItIs(String text) {
        WorkloadSpec spec = spec(List.of("echo", text), Map.of("TEXT", text), Lifecycle.SERVICE);
        CloudInit wanted = new CloudInit("ada", List.of(text), List.of(new SeedFile("/a/" + text, text, "0640")), null);
        Map<String, Object> config = load(CloudInitSeed.userData(spec, wanted));

        Map<?, ?> user = (Map<?, ?>) list(config, "users").getFirst();
        assertThat(user.get("name")).isEqualTo("ada");
        assertThat(user.get("ssh_authorized_keys")).isEqualTo(List.of(text));
        Map<?, ?> file = file(config, 0);
        assertThat(file.get("path")).isEqualTo("/a/" + text);
        assertThat(file.get("permissions")).isEqualTo("0640");
        assertThat(content(file)).isEqualTo(text);
        assertThat(file(config, 1).get("path")).isEqualTo(CloudInitSeed.ENVIRONMENT);
        assertThat(file(config, 1).get("permissions")).isEqualTo("0600");
        assertThat(file(config, 2).get("path")).isEqualTo(CloudInitSeed.COMMAND);
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void aShellReadsEnvironmentAndCommandAsTheyWereGiven(String text) throws Exception {
        WorkloadSpec spec = spec(
                List.of("sh", "-c", "printf '%s|%s' \"$TEXT\" \"$1\"", "name", text),
                Map.of("TEXT", text),
                Lifecycle.SERVICE);
        Path environment = folder.resolve("environment");
        Files.writeString(environment, CloudInitSeed.environment(spec.program().env()));
        Path script = Files.writeString(
                folder.resolve("script"),
                CloudInitSeed.command(spec).replace(CloudInitSeed.ENVIRONMENT, environment.toString()));
        Process shell = new ProcessBuilder("sh", script.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(shell.waitFor()).isZero();
        assertThat(said).isEqualTo(text + "|" + text);
    }

    @Test
    void aJobsMachineGoesOffWhenItsCommandHasEnded() {
        assertThat(CloudInitSeed.command(spec(List.of("make"), Map.of(), Lifecycle.JOB)))
                .endsWith("'make'\npoweroff\n");
        assertThat(CloudInitSeed.command(spec(List.of("serve"), Map.of(), Lifecycle.SERVICE)))
                .endsWith("exec 'serve'\n")
                .doesNotContain("poweroff");
    }

    @Test
    void theSystemIsCalledLikeItsWorkloadAndEachGenerationIsAnInstance() {
        WorkloadSpec spec = spec(List.of(), Map.of(), Lifecycle.SERVICE);
        Map<String, Object> meta = load(CloudInitSeed.metaData(spec));
        assertThat(meta)
                .containsEntry("local-hostname", "test")
                .containsEntry("instance-id", spec.key().id() + ".1");
        assertThat(load(CloudInitSeed.userData(spec, new CloudInit(null, List.of("ssh-rsa x"), List.of(), null))))
                .containsEntry("ssh_authorized_keys", List.of("ssh-rsa x"))
                .doesNotContainKey("users");
    }

    @Test
    void rawUserDataIsHandedOnAsItIs() {
        CloudInit raw = new CloudInit(null, List.of(), List.of(), "#!/bin/sh\necho 'x'\n");
        assertThat(CloudInitSeed.userData(spec(List.of(), Map.of(), Lifecycle.JOB), raw))
                .isEqualTo("#!/bin/sh\necho 'x'\n");
    }

    @Test
    void whatTheSystemCannotBeToldIsRefusedAndNotIgnored() {
        WorkloadSpec plain = spec(List.of(), Map.of("PORT", "80"), Lifecycle.SERVICE);
        seeds.check(with(plain, null));
        seeds.check(with(plain, NOTHING));
        seeds.check(with(plain, new CloudInit(null, List.of(), List.of(), "#cloud-config\n")));
        WorkloadSpec args = spec(List.of("x"), Map.of(), Lifecycle.SERVICE);
        assertRefused(with(args, null), "\"cloudInit\": {}");
        assertRefused(with(args, new CloudInit(null, List.of(), List.of(), "x")), "userData");
        assertRefused(with(plain, new CloudInit("ada", List.of(), List.of(), "x")), "userData");
        assertRefused(with(spec(List.of(), Map.of("a.b", ""), Lifecycle.JOB), NOTHING), "a.b");
        assertThatExceptionOfType(DriverException.class)
                .isThrownBy(() -> new CloudInitSeed("no-such-tool").check(with(plain, NOTHING)))
                .withMessageContaining("install no-such-tool");
    }

    @Test
    void aVolumeIsMountedWhereTheDescriptionSays() {
        WorkloadSpec plain = spec(List.of(), Map.of(), Lifecycle.SERVICE);
        WorkloadSpec sharing = new WorkloadSpec(
                plain.key(),
                plain.name(),
                plain.lifecycle(),
                plain.source(),
                plain.program(),
                List.of(
                        new Mount(Path.of("/host/data"), "/srv/my data: [x]", false),
                        new Mount(Path.of("/host/logs"), "/srv/logs", true)),
                plain.ports(),
                plain.resources(),
                plain.options());
        Map<String, Object> config = load(CloudInitSeed.userData(sharing, NOTHING));

        assertThat(list(config, "mounts"))
                .isEqualTo(List.of(
                        List.of(
                                "volume0",
                                "/srv/my\\040data:\\040[x]",
                                "virtiofs",
                                "nosuid,nodev,nofail,X-mount.mkdir",
                                "0",
                                "0"),
                        List.of("volume1", "/srv/logs", "virtiofs", "nosuid,nodev,nofail,ro", "0", "0")));
        assertThat(load(CloudInitSeed.userData(plain, NOTHING))).doesNotContainKey("mounts");
    }

    @Test
    void theFileSystemIsReadableByItsOwnerAlone() throws IOException {
        MachineFiles files = new MachineFiles(folder);
        seeds.write(spec(List.of(), Map.of("SECRET", "x"), Lifecycle.SERVICE), NOTHING, files);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files.seed())))
                .isEqualTo("rw-------");
        byte[] iso = Files.readAllBytes(files.seed());
        assertThat(new String(iso, 32_768, 2048, StandardCharsets.US_ASCII)).contains("CD001", "cidata");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactly(files.seed());
        }
    }

    private void assertRefused(WorkloadSpec spec, String because) {
        assertThatExceptionOfType(DriverException.class)
                .isThrownBy(() -> seeds.check(spec))
                .withMessageContaining(because)
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(DriverErrorCode.NOT_SUPPORTED));
    }

    private static List<?> list(Map<String, Object> config, String key) {
        return (List<?>) Objects.requireNonNull(config.get(key));
    }

    private static Map<?, ?> file(Map<String, Object> config, int number) {
        return (Map<?, ?>) list(config, "write_files").get(number);
    }

    private static String content(Map<?, ?> file) {
        assertThat(file.get("encoding")).isEqualTo("b64");
        return new String(
                Base64.getDecoder().decode((String) Objects.requireNonNull(file.get("content"))),
                StandardCharsets.UTF_8);
    }

    private static Map<String, Object> load(String yaml) {
        return new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
    }

    private static WorkloadSpec spec(List<String> args, Map<String, String> env, Lifecycle lifecycle) {
        WorkloadSpec spec = LibvirtFixture.spec(
                LibvirtFixture.newKey(),
                new Source.Disk(Path.of("/disk"), Source.DiskFormat.RAW, ByteSize.ofMebibytes(1), "sha256:0"),
                LibvirtFixture.program(args, env, new byte[0]));
        return new WorkloadSpec(
                spec.key(),
                spec.name(),
                lifecycle,
                spec.source(),
                spec.program(),
                List.of(),
                List.of(),
                new Resources(1, ByteSize.ofMebibytes(128), null),
                new VmOptions(Firmware.BIOS, NOTHING));
    }

    private static WorkloadSpec with(WorkloadSpec spec, @Nullable CloudInit told) {
        return new WorkloadSpec(
                spec.key(),
                spec.name(),
                spec.lifecycle(),
                spec.source(),
                spec.program(),
                spec.mounts(),
                spec.ports(),
                spec.resources(),
                new VmOptions(Firmware.BIOS, told));
    }
}
