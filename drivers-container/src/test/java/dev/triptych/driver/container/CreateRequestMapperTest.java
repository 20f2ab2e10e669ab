package dev.triptych.driver.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.triptych.spi.ByteSize;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.KindOptions;
import dev.triptych.spi.Lifecycle;
import dev.triptych.spi.Mount;
import dev.triptych.spi.Port;
import dev.triptych.spi.PortProtocol;
import dev.triptych.spi.Program;
import dev.triptych.spi.Resources;
import dev.triptych.spi.Source;
import dev.triptych.spi.WorkloadId;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CreateRequestMapperTest {
    private static final String DIGEST = "sha256:" + "b".repeat(64);
    private static final WorkloadId ID = WorkloadId.of("0197aaaa-bbbb-7ccc-8ddd-123456789abc");
    private static final InstallationId INSTALLATION =
            new InstallationId(UUID.fromString("11111111-2222-4333-8444-555555555555"));

    private final CreateRequestMapper mapper = new CreateRequestMapper(INSTALLATION, 77, 16, 3);

    private static WorkloadSpec spec(Program program, List<Mount> mounts, List<Port> ports) {
        return new WorkloadSpec(
                new WorkloadKey(ID, 1),
                "web",
                Lifecycle.SERVICE,
                new Source.ContainerImage("web:1", DIGEST),
                program,
                mounts,
                ports,
                new Resources(1.5, ByteSize.ofMebibytes(64), null),
                KindOptions.ContainerOptions.DEFAULT);
    }

    private static Program program(List<String> args, Map<String, String> env, Set<String> secrets, String stdin) {
        return new Program(args, env, secrets, stdin.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private static Program plain() {
        return program(List.of(), Map.of(), Set.of(), "");
    }

    private JsonNode json(WorkloadSpec spec, boolean preview) {
        try (Engine engine =
                new Engine(BackendSettings.withSocket(Path.of("/nowhere"), java.time.Duration.ofSeconds(1)))) {
            var request = engine.client().createContainerCmd("");
            var around = new CreateRequestMapper.Surroundings("/parent", Set.of("dev.triptych.of-the-image"));
            var filled = preview ? mapper.preview(request, spec, around) : mapper.fill(request, spec, around);
            return engine.json().readTree(engine.toJson(filled));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private JsonNode json(WorkloadSpec spec) {
        return json(spec, false);
    }

    @Test
    void theImageIsPinnedByDigestAndTheObjectIsMarked() {
        JsonNode request = json(spec(plain(), List.of(), List.of()));

        assertThat(request.path("Image").asText()).isEqualTo(DIGEST);
        JsonNode labels = request.path("Labels");
        assertThat(labels.path(Labels.INSTALLATION).asText()).isEqualTo(INSTALLATION.toString());
        assertThat(labels.path(Labels.WORKLOAD).asText()).isEqualTo(ID.toString());
        assertThat(labels.path(Labels.GENERATION).asText()).isEqualTo("1");
        assertThat(labels.path(Labels.NAME).asText()).isEqualTo("web");
        for (String empty : List.of(Labels.PORTS, Labels.EGRESS, Labels.EXPORTER, "dev.triptych.of-the-image")) {
            assertThat(labels.path(empty).asText(null)).as(empty).isEmpty();
        }
    }

    @Test
    void theNameTellsTheWorkloadAndLaterGenerationsApart() {
        WorkloadSpec first = spec(plain(), List.of(), List.of());
        assertThat(CreateRequestMapper.containerName(first)).isEqualTo("triptych-web-123456789abc");
        WorkloadSpec second = new WorkloadSpec(
                new WorkloadKey(ID, 2),
                first.name(),
                first.lifecycle(),
                first.source(),
                first.program(),
                first.mounts(),
                first.ports(),
                first.resources(),
                first.options());
        assertThat(CreateRequestMapper.containerName(second)).isEqualTo("triptych-web-123456789abc-g2");
    }

    @Test
    void limitsAndConfinementAreAlwaysThere() {
        JsonNode host = json(spec(plain(), List.of(), List.of())).path("HostConfig");

        assertThat(host.path("Memory").asLong()).isEqualTo(64L << 20);
        assertThat(host.path("MemorySwap").asLong()).isEqualTo(64L << 20);
        assertThat(host.path("NanoCpus").asLong()).isEqualTo(1_500_000_000L);
        assertThat(host.path("PidsLimit").asLong()).isEqualTo(77);
        assertThat(host.path("CgroupParent").asText()).isEqualTo("/parent");
        assertThat(host.path("CapDrop")).extracting(JsonNode::asText).containsExactly("ALL");
        assertThat(host.path("CapAdd"))
                .extracting(JsonNode::asText)
                .containsExactlyInAnyOrder(
                        "CHOWN", "DAC_OVERRIDE", "FOWNER", "KILL", "NET_BIND_SERVICE", "SETGID", "SETUID");
        assertThat(host.path("SecurityOpt")).extracting(JsonNode::asText).containsExactly("no-new-privileges");
        assertThat(host.path("Privileged").asBoolean(true)).isFalse();
        assertThat(host.path("Init").asBoolean(true)).isFalse();
        assertThat(host.path("CgroupnsMode").asText()).isEqualTo("private");
        assertThat(host.path("RestartPolicy").path("Name").asText()).isIn("no", "");
        assertThat(host.path("LogConfig").path("Type").asText()).isEqualTo("local");
        assertThat(host.path("LogConfig").path("Config").path("max-size").asText())
                .isEqualTo("16m");
        assertThat(host.path("Binds").isMissingNode() || host.path("Binds").isNull())
                .isTrue();
    }

    @Test
    void whatTheDescriptionSaysOfTheContainerIsAsked() {
        var program = new KindOptions.ContainerProgram(List.of("/bin/x", "-y"), "7:8", "/work", true);
        var confinement = new KindOptions.Confinement(
                true,
                List.of("NET_RAW"),
                List.of("CHOWN", "KILL"),
                List.of(new KindOptions.Ulimit("nofile", 1, -1)),
                5L,
                KindOptions.Seccomp.UNCONFINED);
        var tmpfs = new KindOptions.Tmpfs("/run", ByteSize.ofMebibytes(2), "0750");
        JsonNode request = json(DockerFixture.with(
                spec(plain(), List.of(), List.of()),
                new KindOptions.ContainerOptions(null, null, program, confinement, List.of(tmpfs))));

        assertThat(request.path("Entrypoint")).extracting(JsonNode::asText).containsExactly("/bin/x", "-y");
        assertThat(request.path("User").asText()).isEqualTo("7:8");
        assertThat(request.path("WorkingDir").asText()).isEqualTo("/work");
        assertThat(request.path("Healthcheck").path("Test"))
                .extracting(JsonNode::asText)
                .containsExactly("NONE");
        JsonNode host = request.path("HostConfig");
        assertThat(host.path("ReadonlyRootfs").asBoolean()).isTrue();
        assertThat(host.path("CapDrop")).extracting(JsonNode::asText).containsExactly("ALL");
        assertThat(host.path("CapAdd"))
                .extracting(JsonNode::asText)
                .containsExactlyInAnyOrder("DAC_OVERRIDE", "FOWNER", "NET_BIND_SERVICE", "NET_RAW", "SETGID", "SETUID");
        assertThat(host.path("SecurityOpt"))
                .extracting(JsonNode::asText)
                .containsExactly("no-new-privileges", "seccomp=unconfined");
        assertThat(host.path("PidsLimit").asLong()).isEqualTo(5);
        assertThat(host.path("Ulimits").toString()).contains("\"Name\":\"nofile\"", "\"Soft\":1", "\"Hard\":-1");
        JsonNode mount = host.path("Mounts").path(0);
        assertThat(mount.path("Type").asText()).isEqualTo("tmpfs");
        assertThat(mount.path("Target").asText()).isEqualTo("/run");
        assertThat(mount.path("TmpfsOptions").path("SizeBytes").asLong()).isEqualTo(2 << 20);
        assertThat(mount.path("TmpfsOptions").path("Mode").asInt()).isEqualTo(0750);
    }

    @Test
    void emptyArgumentsLeaveTheImagesOwnInForce() {
        assertThat(json(spec(plain(), List.of(), List.of())).path("Cmd").isArray())
                .isFalse();
        Program withArgs = program(List.of("-x", ""), Map.of(), Set.of(), "");
        assertThat(json(spec(withArgs, List.of(), List.of())).path("Cmd"))
                .extracting(JsonNode::asText)
                .containsExactly("-x", "");
    }

    @Test
    void inputIsOpenedOnlyWhereThereIsSome() {
        JsonNode without = json(spec(plain(), List.of(), List.of()));
        assertThat(without.path("OpenStdin").asBoolean(true)).isFalse();
        JsonNode with = json(spec(program(List.of(), Map.of(), Set.of(), "hi"), List.of(), List.of()));
        assertThat(with.path("OpenStdin").asBoolean()).isTrue();
        assertThat(with.path("StdinOnce").asBoolean()).isTrue();
    }

    @Test
    void mountsAreTypedAndPortsAreBoundToTheirAddress() {
        JsonNode request = json(spec(
                plain(),
                List.of(new Mount(Path.of("/v/a:b,ro"), "/data", true)),
                List.of(
                        new Port("http", 80, PortProtocol.HTTP, new Port.Publication("127.0.0.1", 8080)),
                        new Port("dns", 53, PortProtocol.UDP, new Port.Publication("10.0.0.1", 5353)),
                        new Port("inner", 9000, PortProtocol.TCP, null))));
        JsonNode mount = request.path("HostConfig").path("Mounts").path(0);
        assertThat(mount.path("Type").asText()).isEqualTo("bind");
        assertThat(mount.path("Source").asText()).isEqualTo("/v/a:b,ro");
        assertThat(mount.path("Target").asText()).isEqualTo("/data");
        assertThat(mount.path("ReadOnly").asBoolean()).isTrue();
        JsonNode bindings = request.path("HostConfig").path("PortBindings");
        assertThat(bindings.path("80/tcp").path(0).path("HostIp").asText()).isEqualTo("127.0.0.1");
        assertThat(bindings.path("80/tcp").path(0).path("HostPort").asText()).isEqualTo("8080");
        assertThat(bindings.path("53/udp").path(0).path("HostIp").asText()).isEqualTo("10.0.0.1");
        assertThat(bindings.has("9000/tcp")).isFalse();
        assertThat(request.path("ExposedPorts").has("9000/tcp")).isTrue();
    }

    @Test
    void aPreviewMasksSecretsAndIsOtherwiseTheSame() {
        Program program = program(List.of(), Map.of("KEY", "canary", "OPEN", "seen"), Set.of("KEY"), "");
        WorkloadSpec spec = spec(program, List.of(), List.of());

        assertThat(json(spec, true).path("Env")).extracting(JsonNode::asText).containsExactly("KEY=***", "OPEN=seen");
        assertThat(json(spec, false).path("Env"))
                .extracting(JsonNode::asText)
                .containsExactly("KEY=canary", "OPEN=seen");
        assertThat(json(spec, true).toString()).doesNotContain("canary");
    }

    @Test
    void aSourceThatIsNoImageIsAMismatch() {
        WorkloadSpec spec = DockerFixture.spec(
                new WorkloadKey(ID, 1), new Source.WasmModule(Path.of("/m.wasm"), DIGEST), List.of(), Map.of(), "");
        assertThatExceptionOfType(DriverException.class)
                .isThrownBy(() -> CreateRequestMapper.image(spec))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(DriverErrorCode.SOURCE_MISMATCH));
    }
}
