package dev.triptych.controlplane.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.http.Api.Answer;
import dev.triptych.controlplane.platform.Home;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@HttpModuleTest
class VolumesModuleTest {
    @LocalServerPort
    private int port;

    @Autowired
    private Home home;

    private Api api;
    private String name;
    private String path;

    @BeforeEach
    void open() {
        api = new Api(port, home.root());
        name = Api.uniqueName("v");
        path = "/volumes/" + name;
    }

    private Answer fill(byte[] archive) {
        return api.send(api.request(path + "/content").PUT(BodyPublishers.ofByteArray(archive)));
    }

    private static TarArchiveEntry file(String name, String content, int mode) {
        TarArchiveEntry entry = new TarArchiveEntry(name, true);
        entry.setSize(content.length());
        entry.setMode(mode);
        return entry;
    }

    private static TarArchiveEntry link(String name, byte type, String target) {
        TarArchiveEntry entry = new TarArchiveEntry(name, type, true);
        entry.setLinkName(target);
        return entry;
    }

    private static byte[] tar(TarArchiveEntry... entries) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (TarArchiveEntry entry : entries) {
                tar.putArchiveEntry(entry);
                tar.write(new byte[(int) entry.getSize()]);
                tar.closeArchiveEntry();
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    @Test
    void aVolumeIsMadeOnceListedWithItsUsersAndDeletedWhenNobodyHasIt() {
        Answer made = api.put(path, "{}");
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        assertThat(made.json().path("bounded").asBoolean(true)).isFalse();
        assertThat(made.json().path("bound").asString()).contains("only the host's disk");
        assertThat(made.json().has("sizeBytes")).isFalse();
        assertThat(api.put(path, "{}").status()).isEqualTo(200);
        assertThat(api.put(path, "{\"size\":\"64MiB\"}").code()).isEqualTo("NAME_TAKEN");

        String user = Api.uniqueName("user");
        assertThat(api.post("/workloads", workload(user, "container", false)).status())
                .isEqualTo(201);
        assertThat(api.get(path).json().path("usedBy").path(0).asString()).isEqualTo(user);
        assertThat(api.get("/volumes")
                        .json()
                        .path("items")
                        .valueStream()
                        .filter(each -> each.path("name").asString().equals(name))
                        .map(each -> each.path("usedBy").path(0).asString()))
                .containsExactly(user);
        Answer refused = api.delete(path);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("VOLUME_IN_USE");
        assertThat(refused.json().path("detail").asString()).contains(user);

        assertThat(api.delete("/workloads/" + user + "?wait=gone").status()).isEqualTo(204);
        assertThat(api.delete(path).status()).isEqualTo(204);
        assertThat(api.delete(path).code()).isEqualTo("VOLUME_NOT_FOUND");
        assertThat(api.get(path).status()).isEqualTo(404);
        assertThat(api.get("/audit?limit=50").body()).contains("/volumes/{name}");
        assertThat(api.get("/events?limit=500").body())
                .contains("Made the volume \\\"" + name, "Deleted the volume \\\"" + name);
    }

    private String workload(String workload, String kind, boolean readOnly) {
        return """
                {"name":"%s","kind":"%s","lifecycle":"service","source":{"image":"triptych/greeter:1"},
                 "mounts":[{"volume":"%s","path":"/data","readOnly":%s}]}""".formatted(workload, kind, name, readOnly);
    }

    @Test
    void aMachineWritesAVolumeAloneAndOthersReadIt() {
        String machine = Api.uniqueName("machine");
        assertThat(api.post("/workloads", workload(machine, "vm", false)).status())
                .isEqualTo(201);
        for (String kind : new String[] {"vm", "container"}) {
            Answer refused = api.post("/workloads", workload(Api.uniqueName("second"), kind, false));
            assertThat(refused.status()).as(kind).isEqualTo(409);
            assertThat(refused.code()).isEqualTo("VOLUME_IN_USE");
            assertThat(refused.json().path("detail").asString()).contains(machine, "readOnly");
        }
        String reader = Api.uniqueName("reader");
        assertThat(api.post("/workloads", workload(reader, "container", true)).status())
                .isEqualTo(201);
        Answer replaced = api.put("/workloads/" + reader, workload(reader, "container", false));
        assertThat(replaced.code()).isEqualTo("VOLUME_IN_USE");

        assertThat(api.post("/workloads/" + machine + "/stop", "").status()).isEqualTo(202);
        assertThat(api.delete("/workloads/" + reader + "?wait=gone").status()).isEqualTo(204);
        String next = Api.uniqueName("next");
        assertThat(api.delete("/workloads/" + machine + "?wait=gone").status()).isEqualTo(204);
        assertThat(api.post("/workloads", workload(next, "container", false)).status())
                .isEqualTo(201);
        assertThat(api.post("/workloads", workload(machine, "container", false)).status())
                .as("two containers share one kernel")
                .isEqualTo(201);
        assertThat(api.delete("/workloads/" + next + "?wait=gone").status()).isEqualTo(204);
        assertThat(api.delete("/workloads/" + machine + "?wait=gone").status()).isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1MiB", "0", "many", "64m", "-1MiB", "2000GiB"})
    void aSizeThatNoFileSystemCanHaveIsRefused(String size) {
        Answer refused = api.put(path, "{\"size\":\"" + size + "\"}");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.fields()).containsExactly("size");
        assertThat(api.get(path).status()).isEqualTo(404);
    }

    @Test
    void whatIsImportedIsExportedAgain() throws Exception {
        assertThat(api.put(path, "{}").status()).isEqualTo(201);
        Answer filled = fill(tar(
                new TarArchiveEntry("folder/"),
                file("folder/a", "123", 0640),
                file("program", "1", 06755),
                link("folder/to-a", TarConstants.LF_SYMLINK, "a"),
                link("again", TarConstants.LF_LINK, "folder/a")));
        assertThat(filled.status()).as(filled.body()).isEqualTo(200);
        assertThat(fill(tar()).code()).isEqualTo("ACTION_NOT_POSSIBLE");

        var answer = api.client().send(api.request(path + "/content").GET().build(), BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Disposition"))
                .contains("attachment; filename=\"" + name + ".tar\"");
        Map<String, String> entries = new TreeMap<>();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new ByteArrayInputStream(answer.body()))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                entries.put(
                        entry.getName().replaceFirst("^\\./", ""),
                        entry.getLinkName() + " " + Integer.toOctalString(entry.getMode() & 07777));
            }
        }
        assertThat(entries).containsKeys("folder/", "folder/a", "folder/to-a", "program", "again");
        assertThat(entries).containsEntry("program", " 755");
        assertThat(entries.get("folder/to-a")).startsWith("a ");
        assertThat(Stream.of("folder/a", "again").map(entries::get)).anyMatch(entry -> entry.contains("640"));
        assertThat(api.delete(path).status()).isEqualTo(204);
    }

    static Stream<Arguments> hostile() {
        return Stream.of(
                Arguments.of("climbs", tar(file("../escaped", "1", 0644))),
                Arguments.of("climbs in the middle", tar(file("a/../../escaped", "1", 0644))),
                Arguments.of("a link that climbs", tar(link("out", TarConstants.LF_SYMLINK, "../../escaped"))),
                Arguments.of("an absolute link", tar(link("out", TarConstants.LF_SYMLINK, "/etc/passwd"))),
                Arguments.of("a hard link out", tar(link("out", TarConstants.LF_LINK, "../../admin.token"))),
                Arguments.of("a hard link to nothing of it", tar(link("out", TarConstants.LF_LINK, "/etc/passwd"))),
                Arguments.of("a character device", tar(link("device", TarConstants.LF_CHR, ""))),
                Arguments.of("a block device", tar(link("device", TarConstants.LF_BLK, ""))),
                Arguments.of("a pipe", tar(link("pipe", TarConstants.LF_FIFO, ""))),
                Arguments.of("a name too long", tar(file("n".repeat(256), "1", 0644))),
                Arguments.of("too deep", tar(file("d/".repeat(65) + "f", "1", 0644))),
                Arguments.of("through a file", tar(file("a", "1", 0644), file("a/b", "1", 0644))),
                Arguments.of("cut off", java.util.Arrays.copyOf(tar(file("a", "1".repeat(2000), 0644)), 1500)),
                Arguments.of(
                        "no archive", "not a tar archive at all".repeat(100).getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void aHostileArchiveIsRefusedAndLeavesNothing(String what, byte[] archive) throws IOException {
        assertThat(api.put(path, "{}").status()).isEqualTo(201);
        Answer refused = fill(archive);
        assertThat(refused.status()).as("%s: %s", what, refused.body()).isEqualTo(422);
        assertThat(refused.code()).isEqualTo("SOURCE_INVALID");
        assertThat(home.root().resolve("volumes").resolve(name)).isEmptyDirectory();
        assertThat(home.root().resolve("escaped")).doesNotExist();
        assertThat(home.root().resolve("volumes").resolve("escaped")).doesNotExist();
        assertThat(Files.getPosixFilePermissions(home.root().resolve("admin.token")))
                .hasSize(2);
        assertThat(fill(tar(file("good", "1", 0644))).status()).isEqualTo(200);
        assertThat(api.delete(path).status()).isEqualTo(204);
    }

    @Test
    void aVolumeOfARunUnderWayIsNotFilled() {
        String user = Api.uniqueName("user");
        assertThat(api.post("/workloads?wait=ready", workload(user, "container", true))
                        .status())
                .isIn(201, 202);
        Answer refused = fill(tar(file("a", "1", 0644)));
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("VOLUME_IN_USE");
        assertThat(api.delete("/workloads/" + user + "?wait=gone").status()).isEqualTo(204);
        assertThat(api.delete(path).status()).isEqualTo(204);
    }
}
