package dev.triptych.controlplane.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.http.Api.Answer;
import dev.triptych.controlplane.platform.Home;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@HttpModuleTest
class ArtifactsModuleTest {
    @LocalServerPort
    private int port;

    @Autowired
    private Home home;

    private Api api;
    private String name;

    @BeforeEach
    void open() {
        api = new Api(port, home.root());
        name = Api.uniqueName("a") + ".wasm";
    }

    private Answer replace(byte[] bytes, String ifMatch) {
        return api.send(
                api.request("/artifacts/" + name).header("If-Match", ifMatch).PUT(BodyPublishers.ofByteArray(bytes)));
    }

    @Test
    void aModuleIsInspectedWhenItIsStored() {
        Answer stored = api.upload(name, WasmBytes.printing("hello\n"));
        assertThat(stored.status()).as(stored.body()).isEqualTo(201);
        assertThat(stored.header("Location")).isEqualTo("/api/v1/artifacts/" + name);
        var inspection = stored.json().path("inspection");
        assertThat(inspection.path("format").asString()).isEqualTo("wasm-module");
        assertThat(inspection.path("wasm").path("wasi").asString()).isEqualTo("preview1");
        var needed = inspection.path("wasm").path("imports").path(0);
        assertThat(needed.path("name").asString()).isEqualTo("fd_write");
        assertThat(needed.path("granted").asBoolean()).isTrue();
        assertThat(api.get("/artifacts/" + name).json()).isEqualTo(stored.json());
        assertThat(api.get("/artifacts?q=" + name).json().path("items").size()).isEqualTo(1);
    }

    @Test
    void theSameBytesAgainChangeNothing() {
        byte[] bytes = WasmBytes.printing("same\n");
        Answer first = api.upload(name, bytes);
        Answer second = api.upload(name, bytes);
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.body()).isEqualTo(first.body());
    }

    @Test
    void otherBytesNeedTheDigestThatTheyReplace() {
        String digest = api.upload(name, WasmBytes.printing("one\n")).header("ETag");
        byte[] other = WasmBytes.printing("two\n");
        assertThat(api.upload(name, other).code()).isEqualTo("PRECONDITION_REQUIRED");
        assertThat(api.upload(name, other).status()).isEqualTo(428);
        assertThat(replace(other, "\"sha256:" + "0".repeat(64) + "\"").status()).isEqualTo(412);
        assertThat(replace(other, "no quotes").status()).isEqualTo(400);
        assertThat(api.get("/artifacts/" + name).header("ETag")).isEqualTo(digest);
        Answer replaced = replace(other, digest);
        assertThat(replaced.status()).isEqualTo(200);
        assertThat(replaced.header("ETag")).isNotEqualTo(digest);
    }

    @Test
    void theBytesComeBackAsAnAttachment() {
        String page = "<script>alert(1)</script>";
        name = Api.uniqueName("page");
        assertThat(api.upload(name, page.getBytes(StandardCharsets.UTF_8)).status())
                .isEqualTo(201);
        Answer content = api.get("/artifacts/" + name + "/content");
        assertThat(content.body()).isEqualTo(page);
        assertThat(content.header("Content-Type")).isEqualTo("application/octet-stream");
        assertThat(content.header("Content-Disposition")).startsWith("attachment");
        assertThat(content.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(content.headers().allValues("Content-Security-Policy"))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("sandbox");
    }

    @Test
    void whatAWorkloadUsesStays() {
        api.upload(name, WasmBytes.printing("used\n"));
        String workload = Api.uniqueName("user");
        assertThat(api.post(
                                "/workloads?wait=exit",
                                "{\"name\":\"" + workload + "\",\"kind\":\"wasm\",\"source\":{\"artifact\":\"" + name
                                        + "\"}}")
                        .status())
                .isEqualTo(201);
        Answer refused = api.delete("/artifacts/" + name);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("ARTIFACT_IN_USE");
        assertThat(refused.json().path("detail").asString()).contains(workload);
        assertThat(api.delete("/workloads/" + workload + "?wait=gone").status()).isEqualTo(204);
        assertThat(api.delete("/artifacts/" + name).status()).isEqualTo(204);
        assertThat(api.get("/artifacts/" + name).status()).isEqualTo(404);
    }

    /** An image of a 1 GiB disk with nothing in it. */
    private static ByteBuffer qcow2() {
        return ByteBuffer.allocate(4 << 16)
                .putLong(0, 0x514649fb00000003L)
                .putInt(20, 16)
                .putLong(24, 1L << 30)
                .putInt(36, 2)
                .putLong(40, 3 << 16)
                .putLong(48, 1 << 16)
                .putInt(56, 1)
                .putInt(96, 4)
                .putInt(100, 112);
    }

    @Test
    void aDiskImageIsInspectedWhenItIsStored() {
        name = Api.uniqueName("disk");
        Answer stored = api.upload(name, qcow2().array());
        assertThat(stored.status()).as(stored.body()).isEqualTo(201);
        var inspection = stored.json().path("inspection");
        assertThat(inspection.path("format").asString()).isEqualTo("disk-qcow2");
        assertThat(inspection.path("disk").path("virtualSizeBytes").asLong()).isEqualTo(1L << 30);
        assertThat(inspection.path("disk").path("clusterSizeBytes").asLong()).isEqualTo(65_536);
        assertThat(api.get("/artifacts/" + name).json()).isEqualTo(stored.json());
    }

    @Test
    void aDiskThatReadsTheHostsFilesIsNotStored() {
        name = Api.uniqueName("disk");
        Answer refused = api.upload(name, qcow2().putLong(8, 200).putInt(16, 9).array());
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.code()).isEqualTo("SOURCE_INVALID");
        assertThat(refused.json().path("detail").asString()).contains("backing file", "qemu-img convert");
        assertThat(api.get("/artifacts/" + name).status()).isEqualTo(404);
    }

    @Test
    void aDeclaredFormatIsKeptAndNotChangedInPassing() {
        name = Api.uniqueName("disk");
        String raw = name + "?format=disk-raw";
        Answer stored = api.upload(raw, qcow2().array());
        assertThat(stored.status()).as(stored.body()).isEqualTo(201);
        assertThat(stored.json().path("inspection").path("format").asString()).isEqualTo("disk-raw");
        assertThat(api.upload(raw, qcow2().array()).status()).isEqualTo(200);
        assertThat(api.upload(name, qcow2().array()).json()).isEqualTo(stored.json());
        assertThat(api.upload(name + "?format=disk-qcow2", qcow2().array()).code())
                .isEqualTo("PRECONDITION_REQUIRED");
        assertThat(api.upload(name + "?format=vmdk", qcow2().array()).status()).isEqualTo(400);
    }

    @Test
    void pagesFollowEachOther() {
        String prefix = Api.uniqueName("page") + "-";
        for (String letter : List.of("a", "b", "c")) {
            api.upload(prefix + letter, letter.getBytes(StandardCharsets.UTF_8));
        }
        Answer first = api.get("/artifacts?limit=2&q=" + prefix);
        assertThat(names(first)).containsExactly(prefix + "a", prefix + "b");
        Answer second = api.get("/artifacts?limit=2&q=" + prefix + "&cursor="
                + first.json().path("next").asString());
        assertThat(names(second)).containsExactly(prefix + "c");
    }

    private static List<String> names(Answer page) {
        return page.json()
                .path("items")
                .valueStream()
                .map(item -> item.path("name").asString())
                .toList();
    }
}
