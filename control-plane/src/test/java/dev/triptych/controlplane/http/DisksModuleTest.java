package dev.triptych.controlplane.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.http.Api.Answer;
import dev.triptych.controlplane.platform.Home;
import dev.triptych.tck.Eventually;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@HttpModuleTest
class DisksModuleTest {
    @LocalServerPort
    private int port;

    @Autowired
    private Home home;

    private Api api;
    private String disk;
    private String name;

    @BeforeEach
    void open() {
        api = new Api(port, home.root());
        disk = Api.uniqueName("disk");
        name = Api.uniqueName("machine");
    }

    private String body(String kind, String more) {
        return "{\"name\":\"" + name + "\",\"kind\":\"" + kind + "\",\"lifecycle\":\"service\",\"source\":{\"disk\":\""
                + disk + "\"}" + more + "}";
    }

    @Test
    void aDiskThatAMachineBootsFromStays() {
        assertThat(api.upload(disk + "?format=disk-raw", new byte[4096]).status())
                .isEqualTo(201);
        Answer created =
                api.post("/workloads", body("vm", ",\"resources\":{\"disk\":\"1GiB\"},\"vm\":{\"firmware\":\"uefi\"}"));
        assertThat(created.status()).as(created.body()).isEqualTo(201);
        var shown = api.get("/workloads/" + name).json();
        assertThat(shown.path("source").path("disk").asString()).isEqualTo(disk);
        assertThat(shown.path("resources").path("disk").asString()).isEqualTo("1GiB");
        assertThat(shown.path("vm").path("firmware").asString()).isEqualTo("uefi");

        assertThat(api.delete("/artifacts/" + disk).code()).isEqualTo("ARTIFACT_IN_USE");
        assertThat(api.delete("/workloads/" + name + "?wait=gone").status()).isEqualTo(204);
        assertThat(api.delete("/artifacts/" + disk).status()).isEqualTo(204);
    }

    @Test
    void theProfileComesBackAsItWasGivenAndOnlyKnownOnesAreTaken() {
        assertThat(api.upload(disk + "?format=disk-raw", new byte[4096]).status())
                .isEqualTo(201);
        Answer created = api.post("/workloads", body("vm", ",\"vm\":{\"profile\":\"micro\"}"));
        assertThat(created.status()).as(created.body()).isEqualTo(201);
        assertThat(api.get("/workloads/" + name)
                        .json()
                        .path("vm")
                        .path("profile")
                        .asString())
                .isEqualTo("micro");
        assertThat(api.delete("/workloads/" + name + "?wait=gone").status()).isEqualTo(204);

        assertThat(api.post("/workloads", body("vm", ",\"vm\":{\"profile\":\"nano\"}"))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void bytesThatAreNoDiskAreRefusedWithWhatToDo() {
        assertThat(api.upload(disk, new byte[4096]).status()).isEqualTo(201);
        Answer refused = api.post("/workloads", body("vm", ""));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.code()).isEqualTo("SOURCE_INVALID");
        assertThat(refused.json().path("detail").asString()).contains("qemu-img convert", "?format=disk-raw");
        assertThat(api.get("/workloads/" + name).status()).isEqualTo(404);
    }

    @Test
    void whatTheSystemIsToldComesBackAsItWasGiven() {
        assertThat(api.upload(disk + "?format=disk-raw", new byte[4096]).status())
                .isEqualTo(201);
        String told = "{\"user\":\"ada\",\"sshKeys\":[\"ssh-ed25519 AAAA ada\"],"
                + "\"files\":[{\"path\":\"/etc/motd\",\"content\":\"a\\n<b> 'c' \\\"d\\\"\",\"mode\":\"0600\"}]}";
        Answer created = api.post("/workloads", body("vm", ",\"vm\":{\"cloudInit\":" + told + "}"));
        assertThat(created.status()).as(created.body()).isEqualTo(201);
        var shown = api.get("/workloads/" + name).json().path("vm");
        assertThat(shown.path("firmware").asString()).isEqualTo("bios");
        assertThat(shown.path("cloudInit").toString()).isEqualTo(told);
        assertThat(api.delete("/workloads/" + name + "?wait=gone").status()).isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"user\":\"Ada\"",
                "\"user\":\"a b\"",
                "\"user\":\"\"",
                "\"sshKeys\":[\"\"]",
                "\"sshKeys\":[\"a\\nb\"]",
                "\"sshKeys\":[null]",
                "\"files\":[{\"path\":\"etc\",\"content\":\"\"}]",
                "\"files\":[{\"path\":\"/etc/../x\",\"content\":\"\"}]",
                "\"files\":[{\"path\":\"/a\",\"content\":\"\"},{\"path\":\"/a\",\"content\":\"\"}]",
                "\"files\":[{\"path\":\"/a\",\"content\":\"\",\"mode\":\"999\"}]"
            })
    void whatNoSystemCouldBeToldIsRefused(String told) {
        Answer refused = api.post("/workloads", body("vm", ",\"vm\":{\"cloudInit\":{" + told + "}}"));
        assertThat(refused.status()).as(refused.body()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo("VALIDATION_FAILED");
        assertThat(refused.body()).contains("vm.cloudInit.");
    }

    @Test
    void aSystemOnADiskRunsCommandsThroughItsAgentWithoutATerminal() {
        assertThat(api.upload(disk + "?format=disk-raw", new byte[4096]).status())
                .isEqualTo(201);
        assertThat(api.post("/workloads", body("vm", "")).status()).isEqualTo(201);
        Eventually.holds("it runs", TerminalClient.PATIENCE, () -> isAvailable("exec"));
        Answer ran = api.post("/workloads/" + name + "/exec", "{\"command\":[\"cat\"],\"stdin\":\"grüße\"}");
        assertThat(ran.status()).as(ran.body()).isEqualTo(200);
        assertThat(ran.json().path("output").path("stdout").path("content").asString())
                .isEqualTo("grüße");
        Answer refused = api.get("/workloads/" + name + "/exec");
        assertThat(refused.code()).isEqualTo("NOT_SUPPORTED");
        assertThat(refused.json().path("detail").asString()).contains("guest agent", "console");
        assertThat(api.delete("/workloads/" + name + "?wait=gone").status()).isEqualTo(204);

        assertThat(api.post(
                                "/workloads",
                                body("vm", "")
                                        .replaceFirst(
                                                "\"disk\":\"[^\"]*\"", "\"image\":\"" + SimulatedImages.KNOWN + "\""))
                        .status())
                .isEqualTo(201);
        Answer without = api.post("/workloads/" + name + "/exec", "{\"command\":[\"cat\"]}");
        assertThat(without.code()).isEqualTo("NOT_SUPPORTED");
        assertThat(without.json().path("detail").asString()).contains("only systems on disk images");
    }

    private boolean isAvailable(String action) {
        return api.get("/workloads/" + name)
                .json()
                .path("status")
                .path("availableActions")
                .valueStream()
                .anyMatch(each -> each.path("action").asString("").equals(action)
                        && each.path("available").asBoolean(false));
    }

    @Test
    void onlyAMachineBootsFromADisk() {
        assertThat(api.upload(disk + "?format=disk-raw", new byte[4096]).status())
                .isEqualTo(201);
        for (String kind : new String[] {"container", "wasm"}) {
            assertThat(api.post("/workloads", body(kind, "")).code()).isEqualTo("SOURCE_MISMATCH");
        }
    }
}
