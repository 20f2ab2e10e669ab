package dev.triptych.controlplane.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.http.Api.Answer;
import dev.triptych.controlplane.platform.Home;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.tck.fake.FakeBackend;
import dev.triptych.tck.fake.FakeOperation;
import dev.triptych.tck.fake.Fault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Files into simulated containers and out of them. */
@HttpModuleTest
class FilesModuleTest {
    private static final String TAR = "application/x-tar";
    private static final String BYTES = "application/octet-stream";

    @LocalServerPort
    private int port;

    @Autowired
    private Home home;

    @Autowired
    private FakeBackend engine;

    private Api api;
    private String files;

    @BeforeEach
    void open() {
        api = new Api(port, home.root());
        String name = Api.uniqueName("f");
        CommandsModuleTest.running(api, name);
        files = "/workloads/" + name + "/files";
    }

    private static byte[] tar(String name, String content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            TarArchiveEntry entry = new TarArchiveEntry(name, true);
            entry.setSize(content.length());
            tar.putArchiveEntry(entry);
            tar.write(content.getBytes(UTF_8));
            tar.closeArchiveEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private Answer put(String path, String type, byte[] body) {
        return api.send(api.request(files + "?path=" + path)
                .header("Content-Type", type)
                .PUT(BodyPublishers.ofByteArray(body)));
    }

    @Test
    void oneFileGoesInAndComesOut() {
        Answer put = put("/note", BYTES, "grüße".getBytes(UTF_8));
        assertThat(put.status()).as(put.body()).isEqualTo(204);
        Answer out = api.get(files + "?path=/note&as=bytes");
        assertThat(out.status()).as(out.body()).isEqualTo(200);
        assertThat(out.body()).isEqualTo("grüße");
        assertThat(out.header("Content-Disposition")).contains("attachment", "note");
        assertThat(out.header("Content-Length")).isEqualTo("7");
        assertThat(out.header("Content-Security-Policy")).contains("sandbox");
        assertThat(out.header("Cache-Control")).isEqualTo("no-store");
        assertThat(put("/empty", BYTES, new byte[0]).status()).isEqualTo(204);
        assertThat(api.get(files + "?path=/empty&as=bytes").header("Content-Length"))
                .isEqualTo("0");
    }

    @Test
    void anArchiveGoesInAndAFolderComesOut() {
        assertThat(put("/", TAR, tar("box/one", "1")).status()).isEqualTo(204);
        Answer listed = api.get(files + "/entries?path=/box");
        assertThat(listed.status()).as(listed.body()).isEqualTo(200);
        assertThat(listed.json().path("type").asString()).isEqualTo("folder");
        assertThat(listed.json().path("truncated").asBoolean(true)).isFalse();
        assertThat(listed.json().path("entries").toString())
                .contains("\"name\":\"one\"", "\"type\":\"file\"", "\"sizeBytes\":1", "\"mode\":\"0644\"");
        Answer out = api.get(files + "?path=/box");
        assertThat(out.header("Content-Type")).isEqualTo("application/x-tar");
        assertThat(out.header("Content-Disposition")).contains("box.tar");
        assertThat(out.body()).contains("one");
    }

    @Test
    void aHostileArchiveIsRefusedAsAWhole() {
        Answer refused = put("/", TAR, tar("../escape", "x"));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.code()).isEqualTo("ARCHIVE_REFUSED");
        assertThat(api.get(files + "?path=/escape").code()).isEqualTo("FILE_NOT_FOUND");
        assertThat(put("/", TAR, "junk".getBytes(UTF_8)).code()).isEqualTo("ARCHIVE_REFUSED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"etc", "../etc", "/etc/../x", "//etc", "/etc/", "", "/a%00b", "/a%0ab"})
    void aPathIsAbsoluteAndPlain(String path) {
        for (Answer refused : new Answer[] {
            api.get(files + "?path=" + path), api.get(files + "/entries?path=" + path), put(path, BYTES, new byte[0])
        }) {
            assertThat(refused.status()).as(refused.body()).isEqualTo(400);
            assertThat(refused.code()).isEqualTo("VALIDATION_FAILED");
        }
    }

    @Test
    void whatIsNotThereAndWhatIsNoFileIsSaid() {
        assertThat(api.get(files + "?path=/nowhere").code()).isEqualTo("FILE_NOT_FOUND");
        assertThat(api.get(files + "/entries?path=/nowhere").code()).isEqualTo("FILE_NOT_FOUND");
        assertThat(put("/no/such", BYTES, new byte[1]).code()).isEqualTo("FILE_NOT_FOUND");
        assertThat(api.get(files + "?path=/&as=bytes").code()).isEqualTo("VALIDATION_FAILED");
        assertThat(put("/", BYTES, new byte[1]).code()).isEqualTo("VALIDATION_FAILED");
        assertThat(api.get(files).status()).isEqualTo(400);
    }

    @Test
    void whatTheBackendRefusesLeavesThePlaceFree() {
        for (int i = 0; i < 20; i++) {
            engine.next(FakeOperation.FILES, new Fault.Fail(DriverErrorCode.BACKEND_UNAVAILABLE));
            assertThat(api.get(files + "?path=/").status()).isEqualTo(503);
        }
        assertThat(api.get(files + "/entries?path=/").status()).isEqualTo(200);
        for (int i = 0; i < 20; i++) {
            assertThat(api.get(files + "?path=/").status()).isEqualTo(200);
        }
    }

    @Test
    void takingFilesOutIsInTheAuditWithThePath() {
        assertThat(put("/secret", BYTES, new byte[1]).status()).isEqualTo(204);
        assertThat(api.get(files + "?path=/secret").status()).isEqualTo(200);
        assertThat(api.get("/audit?limit=50").body()).contains("\"GET\"", "/files", "/secret");
    }
}
