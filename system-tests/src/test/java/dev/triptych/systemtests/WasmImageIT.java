package dev.triptych.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A module in an image {@code FROM scratch}: from the local Docker, from a tar archive, and as a container. */
@SystemTest
class WasmImageIT {
    private static final String IMAGE = "triptych-it/wasm-image:1";
    private static final String ARCHIVE = "wasm-image.tar";

    @TempDir
    private static Path folder;

    /** The greeter, with a variable and a default argument of the image's own. */
    @BeforeAll
    static void makeTheImage() throws IOException {
        Path root = Files.createDirectories(folder.resolve("root"));
        Files.copy(Samples.module("greeter"), root.resolve("hello.wasm"));
        Shell.run(
                "tar", "-C", root.toString(), "-cf", folder.resolve("layer.tar").toString(), ".");
        Shell.run(
                "docker",
                "import",
                "--change",
                "ENTRYPOINT [\"/hello.wasm\"]",
                "--change",
                "CMD [\"Image\"]",
                "--change",
                "ENV GREETING=Servus",
                folder.resolve("layer.tar").toString(),
                IMAGE);
        Shell.run("docker", "save", "-o", folder.resolve(ARCHIVE).toString(), IMAGE);
    }

    @AfterAll
    static void removeTheImage() {
        Shell.run("docker", "image", "rm", IMAGE);
    }

    @Test
    void aModuleFromTheLocalDockerRunsAsItsContainerWould(Http http) {
        assertThat(output(http, Map.of("image", IMAGE), Map.of())).isEqualTo("Servus, Image!\n");
        assertThat(output(http, Map.of("image", IMAGE), Map.of("GREETING", "Hallo")))
                .as("the description's variables go before the image's")
                .isEqualTo("Hallo, Image!\n");
    }

    @Test
    void aModuleFromATarArchiveDoesTheSame(Http http) throws IOException {
        http.upload("/api/v1/artifacts/" + ARCHIVE, folder.resolve(ARCHIVE)).expect(201);
        try {
            assertThat(output(http, Map.of("artifact", ARCHIVE), Map.of())).isEqualTo("Servus, Image!\n");
        } finally {
            http.delete("/api/v1/artifacts/" + ARCHIVE).expect(204);
        }
    }

    @Test
    void aShimThatIsNotThereIsRefusedWithWhatHelps(Http http) {
        Map<String, Object> description = new HashMap<>(Workloads.job("container", "wasm-shim", "greeter"));
        description.put("source", Map.of("image", IMAGE));
        description.put("container", Map.of("runtime", "io.containerd.nowhere.v1", "platform", "wasi/wasm"));
        JsonNode problem = http.post(Workloads.PATH, description).expect(422).json();
        assertThat(problem.path("code").asString()).isEqualTo("NOT_SUPPORTED");
        assertThat(problem.path("detail").asString())
                .contains("io.containerd.nowhere.v1", "containerd-shim-nowhere-v1", "kind wasm");
        assertThat(http.get(Workloads.PATH + "/wasm-shim").status()).isEqualTo(404);
    }

    @Test
    void aRuntimeThatDockerDoesNotHaveIsRefusedWithThoseThatItHas(Http http) {
        Map<String, Object> description = new HashMap<>(Workloads.job("container", "wasm-runtime", "greeter"));
        description.put("container", Map.of("runtime", "nowhere"));
        JsonNode problem = http.post(Workloads.PATH, description).expect(422).json();
        assertThat(problem.path("code").asString()).isEqualTo("NOT_SUPPORTED");
        assertThat(problem.path("detail").asString()).contains("nowhere", "runc");
    }

    private static String output(Http http, Map<String, String> source, Map<String, String> env) {
        Map<String, Object> description = new HashMap<>(Workloads.job("wasm", "wasm-image", "greeter"));
        description.put("source", source);
        description.put("env", env);
        JsonNode workload = Workloads.run(http, description);
        assertThat(workload.path("status").path("state").asString())
                .as("%s", workload.path("status"))
                .isEqualTo("succeeded");
        String output = http.get(Workloads.PATH + "/wasm-image/logs?stream=stdout")
                .expect(200)
                .text();
        Workloads.delete(http, "wasm-image");
        return output;
    }
}
