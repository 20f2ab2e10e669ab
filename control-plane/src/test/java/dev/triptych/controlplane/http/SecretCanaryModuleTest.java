package dev.triptych.controlplane.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.http.Api.Answer;
import dev.triptych.controlplane.platform.Home;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Plants a canary and looks for it everywhere. */
@HttpModuleTest
@ExtendWith(OutputCaptureExtension.class)
class SecretCanaryModuleTest {
    private static final String CANARY = "canary-" + UUID.randomUUID();

    @LocalServerPort
    private int port;

    @Autowired
    private Home home;

    @Autowired
    private JdbcClient database;

    private Api api;

    @BeforeEach
    void open() {
        api = new Api(port, home.root());
    }

    @Test
    void aSecretReachesTheProgramAndNobodyElse(CapturedOutput log) throws IOException {
        String secret = Api.uniqueName("payments");
        String name = Api.uniqueName("keeper");
        List<Answer> answers = new java.util.ArrayList<>();
        answers.add(api.put("/secrets/" + secret, "{\"value\":\"" + CANARY + "\"}"));
        assertThat(answers.getFirst().status()).isEqualTo(201);
        String body =
                "{\"name\":\"" + name + "\",\"kind\":\"container\",\"lifecycle\":\"service\",\"source\":{\"image\":\""
                        + SimulatedImages.KNOWN + "\"},\"env\":{\"KEY\":{\"secret\":\"" + secret + "\"}}}";
        answers.add(api.post("/workloads?dryRun=true", body));
        answers.add(api.post("/workloads?wait=ready&timeout=20s", body));
        assertThat(answers.getLast().status()).as(answers.getLast().body()).isEqualTo(201);
        answers.add(api.put("/secrets/" + secret, "{\"value\":\"" + CANARY + "\",\"more\":\"" + CANARY + "\"}"));
        answers.add(api.put("/workloads/" + name, body.replace("\"env\"", "\"args\":[\"again\"],\"env\"")));
        assertThat(answers.getLast().status()).as(answers.getLast().body()).isEqualTo(200);
        for (String path : List.of(
                "/secrets",
                "/workloads",
                "/workloads/" + name,
                "/workloads/" + name + "/runs",
                "/workloads/" + name + "/runs/1",
                "/workloads/" + name + "/generations",
                "/workloads/" + name + "/generations/1",
                "/workloads/" + name + "/generations/2",
                "/workloads/" + name + "/logs",
                "/events?limit=500",
                "/host")) {
            answers.add(api.get(path));
        }
        Answer inUse = api.delete("/secrets/" + secret);
        assertThat(inUse.code()).isEqualTo("SECRET_IN_USE");
        answers.add(inUse);
        answers.add(api.send(api.request("/").uri(api.uri("/metrics")).GET()));
        assertThat(answers).noneMatch(answer -> answer.body().contains(CANARY));
        assertThat(log.getAll()).doesNotContain(CANARY);
        assertThat(everyTextInTheDatabase()).isNotEmpty().noneMatch(text -> text.contains(CANARY));
        assertThat(filesThatHold(CANARY)).isEmpty();
        api.delete("/workloads/" + name + "?wait=gone");
    }

    private List<String> everyTextInTheDatabase() {
        return database
                .sql("select table_name from information_schema.tables where table_schema = 'public'")
                .query(String.class)
                .list()
                .stream()
                .flatMap(table ->
                        database.sql("select t::text from \"" + table + "\" t").query(String.class).list().stream())
                .toList();
    }

    private List<Path> filesThatHold(String text) throws IOException {
        try (Stream<Path> files = Files.walk(home.root())) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> holds(file, text))
                    .toList();
        }
    }

    private static boolean holds(Path file, String text) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1).contains(text);
        } catch (IOException goneMeanwhile) {
            return false;
        }
    }
}
