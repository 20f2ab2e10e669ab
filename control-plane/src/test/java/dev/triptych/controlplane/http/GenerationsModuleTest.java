package dev.triptych.controlplane.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.http.Api.Answer;
import dev.triptych.controlplane.platform.Home;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a workload's descriptions were, as long as they are kept. */
@HttpModuleTest
class GenerationsModuleTest {
    @LocalServerPort
    private int port;

    @Autowired
    private Home home;

    @Autowired
    private JdbcClient database;

    private Api api;
    private String name;
    private String path;

    @BeforeEach
    void open() {
        api = new Api(port, home.root());
        name = Api.uniqueName("g");
        path = "/workloads/" + name;
        assertThat(api.upload("generations.wasm", WasmBytes.printing("x")).status())
                .isIn(200, 201);
    }

    private String described(int argument, String label) {
        return "{\"name\":\"" + name
                + "\",\"kind\":\"wasm\",\"source\":{\"artifact\":\"generations.wasm\"},\"args\":[\"" + argument
                + "\"],\"labels\":{\"app\":\"" + label + "\"}}";
    }

    private JsonNode create(int argument) {
        return expect(201, api.post("/workloads?wait=exit&timeout=60s", described(argument, "a")));
    }

    private JsonNode replace(int argument, String label) {
        return expect(200, api.put(path, described(argument, label)));
    }

    private JsonNode generation(long number) {
        return expect(200, api.get(path + "/generations/" + number));
    }

    private List<JsonNode> generations() {
        return expect(200, api.get(path + "/generations"))
                .path("items")
                .valueStream()
                .toList();
    }

    private List<Long> numbers() {
        return generations().stream()
                .map(each -> each.path("generation").asLong())
                .toList();
    }

    private static JsonNode expect(int status, Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        return answer.json();
    }

    /** A workload as it is shown, without what is not of its description. */
    private static JsonNode description(JsonNode workload) {
        ObjectNode description = (ObjectNode) workload.deepCopy();
        description.remove("status");
        return description;
    }

    private long rows() {
        return database.sql("select count(*) from workload_generation g join workload w on w.id = g.workload_id"
                        + " where w.name = ?")
                .param(name)
                .query(Long.class)
                .single();
    }

    @Test
    void whatNobodyChangedIsItsOnlyGenerationAndCostsNothing() {
        JsonNode workload = create(1);

        JsonNode only = generations().getFirst();
        assertThat(numbers()).containsExactly(1L);
        assertThat(only.path("createdAt")).isEqualTo(workload.path("status").path("createdAt"));
        assertThat(only.path("createdBy").asString()).isEqualTo("admin");
        assertThat(generation(1).path("description")).isEqualTo(description(workload));
        assertThat(rows()).isZero();
    }

    @Test
    void aChangeKeepsWhatWasBeforeAndTellsWhoMadeIt() {
        JsonNode first = create(1);
        expect(200, api.put(path, described(1, "b")));
        JsonNode relabelled = expect(200, api.get(path));
        JsonNode second = replace(2, "c");

        assertThat(numbers()).containsExactly(2L, 1L);
        assertThat(generation(1).path("description"))
                .isEqualTo(description(relabelled))
                .isNotEqualTo(description(first));
        assertThat(generation(1).path("createdAt"))
                .isEqualTo(first.path("status").path("createdAt"));
        assertThat(generation(2).path("description")).isEqualTo(description(second));
        assertThat(generations())
                .allSatisfy(
                        each -> assertThat(each.path("createdBy").asString()).isEqualTo("admin"));
        assertThat(Instant.parse(generation(2).path("createdAt").asString()))
                .isAfter(Instant.parse(generation(1).path("createdAt").asString()));
    }

    @Test
    void onlyTheLastAreKeptAndTheAnswerSaysWhich() {
        create(1);
        for (int argument = 2; argument <= 22; argument++) {
            replace(argument, "a");
        }

        assertThat(numbers())
                .containsExactlyElementsOf(LongStream.rangeClosed(3, 22)
                        .map(each -> 25 - each)
                        .boxed()
                        .toList());
        assertThat(generation(3).path("description").path("args").path(0).asString())
                .isEqualTo("3");
        for (int gone : List.of(1, 2, 23)) {
            Answer answer = api.get(path + "/generations/" + gone);
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.code()).isEqualTo("GENERATION_NOT_FOUND");
            assertThat(answer.json().path("detail").asString())
                    .contains("no generation " + gone, "newest is 22", "the last 20 are kept", "oldest is 3");
        }
        Answer none = api.get(path + "/generations/0");
        assertThat(none.status()).isEqualTo(400);
        assertThat(none.fields()).containsExactly("generation");
    }

    @Test
    void theyGoWithTheirWorkload() {
        create(1);
        replace(2, "a");
        assertThat(rows()).isEqualTo(2);

        assertThat(api.delete(path + "?wait=gone&timeout=20s").status()).isEqualTo(204);

        assertThat(rows()).isZero();
        assertThat(api.get(path + "/generations").code()).isEqualTo("WORKLOAD_NOT_FOUND");
        create(3);
        assertThat(numbers()).containsExactly(1L);
        assertThat(api.get(path + "/generations/2").code()).isEqualTo("GENERATION_NOT_FOUND");
    }

    /** As every workload is that was changed before generations were kept. */
    @Test
    void whatWasChangedBeforeTheyWereKeptBeginsWithThePresentOne() {
        create(1);
        replace(2, "a");
        JsonNode second = generation(2);
        database.sql("delete from workload_generation where workload_id ="
                        + " (select id from workload where name = ? and deleted_at is null)")
                .param(name)
                .update();

        assertThat(numbers()).containsExactly(2L);
        assertThat(generation(2).path("description")).isEqualTo(second.path("description"));
        assertThat(generation(2).path("createdBy").asString()).isEqualTo("admin");
        replace(3, "a");
        assertThat(numbers()).containsExactly(3L, 2L);
        assertThat(generation(2).path("description")).isEqualTo(second.path("description"));
        assertThat(generation(2).path("createdBy").asString()).isEqualTo("admin");
    }
}
