package dev.triptych.controlplane.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.http.Api.Answer;
import dev.triptych.controlplane.platform.Home;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.tck.Eventually;
import dev.triptych.tck.fake.FakeBackend;
import dev.triptych.tck.fake.FakeNetwork.Condition;
import dev.triptych.tck.fake.FakeOperation;
import dev.triptych.tck.fake.Fault;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** The network block of a description, and who is on the network, on simulated backends. */
@HttpModuleTest
@TestPropertySource(properties = "spring.application.name=networks")
@DirtiesContext // a network on which nobody else is
class NetworksModuleTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String SHARED = ",\"network\":{\"shared\":true}";

    @LocalServerPort
    private int port;

    @Autowired
    private Home home;

    @Autowired
    private FakeBackend engine;

    @Autowired
    private JdbcClient database;

    private Api api;
    private String name;

    @BeforeEach
    void open() {
        api = new Api(port, home.root());
        name = Api.uniqueName("n");
    }

    @AfterEach
    void leaveNothing() {
        engine.comeBack();
        engine.release();
        engine.network().become(Condition.UP);
        api.get("/workloads?limit=100").json().path("items").forEach(workload -> {
            String path = "/workloads/" + workload.path("name").asString();
            assertThat(api.delete(path + "?wait=gone").status()).isEqualTo(204);
        });
    }

    private void create(String kind, String block) {
        Answer created = api.post(
                "/workloads?wait=ready",
                "{\"name\":\"" + name + "\",\"kind\":\"" + kind
                        + "\",\"lifecycle\":\"service\",\"source\":{\"image\":\"" + SimulatedImages.KNOWN + "\"}"
                        + block
                        + "}");
        assertThat(created.status()).as(created.body()).isEqualTo(201);
    }

    private JsonNode shown(String kind, String block) {
        create(kind, block);
        return api.get("/workloads/" + name).json().path("network");
    }

    private JsonNode network() {
        Answer answer = api.get("/networks");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().path("items").size()).isEqualTo(1);
        return answer.json().path("items").path(0);
    }

    private JsonNode eventually(String description, Predicate<JsonNode> accepted) {
        return Eventually.value(description, PATIENCE, this::network, accepted);
    }

    private static JsonNode member(JsonNode network, String workload) {
        return network.path("members")
                .valueStream()
                .filter(member -> member.path("workload").asString().equals(workload))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }

    private static long used(JsonNode network, String owner) {
        return network.path("ranges")
                .valueStream()
                .filter(range -> range.path("for").asString().equals(owner))
                .mapToLong(range -> range.path("used").asLong())
                .sum();
    }

    @ParameterizedTest
    @ValueSource(strings = {"container", "vm"})
    void theBlockComesBackWithItsDefaults(String kind) {
        assertThat(shown(kind, SHARED).toString()).isEqualTo("{\"shared\":true,\"egress\":\"all\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "local"})
    void whatItMayReachComesBack(String egress) {
        assertThat(shown("vm", ",\"network\":{\"egress\":\"" + egress + "\"}")
                        .path("egress")
                        .asString())
                .isEqualTo(egress);
    }

    @Test
    void whatIsTheDefaultIsNotShown() {
        assertThat(shown("container", ",\"network\":{}").isMissingNode()).isTrue();
    }

    @Test
    void aNetworkOnWhichNobodyIsHasItsRanges() {
        create("container", "");
        JsonNode network = network();
        assertThat(network.path("name").asString()).isEqualTo("triptych");
        assertThat(network.path("available").asBoolean()).isTrue();
        assertThat(network.has("detail")).isFalse();
        assertThat(network.path("bridge").asString()).isEqualTo("fake0");
        assertThat(network.path("subnet").asString()).isEqualTo("10.77.0.0/24");
        assertThat(network.path("gateway").asString()).isEqualTo("10.77.0.1");
        assertThat(network.path("domain").asString()).matches("[0-9a-f]{8}\\.triptych");
        assertThat(network.path("ranges")
                        .valueStream()
                        .map(range -> String.join(
                                " ",
                                range.path("for").asString(),
                                range.path("first").asString(),
                                range.path("last").asString(),
                                range.path("used").toString())))
                .containsExactly(
                        "host 10.77.0.1 10.77.0.1 1",
                        "vm 10.77.0.10 10.77.0.127 0",
                        "container 10.77.0.128 10.77.0.223 0",
                        "wasm 10.77.0.224 10.77.0.254 0");
        assertThat(network.path("members").size())
                .as("a container that asks for nothing is elsewhere")
                .isZero();
        assertThat(network.path("memberCount").asLong(-1)).isZero();
    }

    @Test
    void whoSharesItIsFoundByItsNamesAtItsAddress() {
        create("container", SHARED + ",\"ports\":[{\"port\":8080},{\"port\":9090}]");
        JsonNode network = eventually(
                "it has its names", seen -> !member(seen, name).path("names").isEmpty());
        assertThat(SchemaCheck.violations("Network", network)).isEmpty();
        JsonNode member = member(network, name);
        assertThat(texts(member.path("names")))
                .containsExactly(
                        name,
                        name + ".triptych",
                        name + "." + network.path("domain").asString());
        assertThat(texts(member.path("addresses"))).singleElement().asString().startsWith("10.77.0.");
        assertThat(member.path("kind").asString()).isEqualTo("container");
        assertThat(member.path("state").asString()).isEqualTo("ready");
        assertThat(member.path("shared").asBoolean()).isTrue();
        assertThat(member.path("egress").asString()).isEqualTo("all");
        assertThat(member.path("ports").toString()).isEqualTo("[8080,9090]");
        assertThat(used(network, "container")).isEqualTo(1);
        assertThat(used(network, "vm")).isZero();
    }

    @Test
    void aNameThatAnotherInstallationHasIsNotListed() {
        engine.network().giveAway(name);
        create("vm", SHARED);
        JsonNode network = eventually(
                "it has its names", seen -> !member(seen, name).path("names").isEmpty());
        assertThat(texts(member(network, name).path("names")))
                .containsExactly(name, name + "." + network.path("domain").asString());
        assertThat(used(network, "vm")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"vm, all", "vm, none", "container, none", "container, local"})
    void whoIsOnItWithoutAskingForANameHasAnAddressAlone(String kind, String egress) {
        create(kind, ",\"network\":{\"egress\":\"" + egress + "\"}");
        JsonNode network = network();
        JsonNode member = member(network, name);
        assertThat(member.path("shared").asBoolean(true)).isFalse();
        assertThat(member.path("egress").asString()).isEqualTo(egress);
        assertThat(member.path("names").size()).isZero();
        assertThat(member.path("addresses").size()).isEqualTo(1);
        assertThat(used(network, kind)).isEqualTo(1);
    }

    @Test
    void aModuleWhoseEgressIsBoundedIsListedWithoutAnAddress() {
        String artifact = name + ".wasm";
        assertThat(api.upload(artifact, WasmBytes.printing("hello\n")).status()).isEqualTo(201);
        Answer ran = api.post("/workloads?wait=exit", """
                {"name":"%s","kind":"wasm","source":{"artifact":"%s"},"network":{"egress":"none"}}""".formatted(name, artifact));
        assertThat(ran.status()).as(ran.body()).isEqualTo(201);
        JsonNode member = member(network(), name);
        assertThat(member.path("kind").asString()).isEqualTo("wasm");
        assertThat(member.path("state").asString()).isEqualTo("succeeded");
        assertThat(member.path("egress").asString()).isEqualTo("none");
        assertThat(member.path("addresses").size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"container", "vm"})
    void whoIsStoppedStaysListedWithoutNameAndAddress(String kind) {
        create(kind, SHARED);
        eventually("it has its names", seen -> !member(seen, name).path("names").isEmpty());
        assertThat(api.post("/workloads/" + name + "/stop", "").status()).isEqualTo(202);
        JsonNode network = eventually(
                "it is stopped",
                seen -> member(seen, name).path("state").asString().equals("stopped"));
        assertThat(member(network, name).path("names").size()).isZero();
        assertThat(member(network, name).path("addresses").size()).isZero();
        assertThat(used(network, kind)).isZero();
        assertThat(api.delete("/workloads/" + name + "?wait=gone").status()).isEqualTo(204);
        assertThat(network().path("memberCount").asLong(-1)).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = Condition.class,
            names = {"DOWN", "WITHOUT_BRIDGE", "MISSING"})
    void whyItIsNotAvailableIsToldWithWhatHelps(Condition condition) {
        create("vm", "");
        engine.network().become(condition);
        JsonNode network = network();
        assertThat(SchemaCheck.violations("Network", network)).isEmpty();
        assertThat(network.path("available").asBoolean(true)).isFalse();
        assertThat(network.path("detail").asString())
                .contains(
                        switch (condition) {
                            case DOWN -> "The first workload that is put on it starts it.";
                            case WITHOUT_BRIDGE -> "Its bridge fake0 is not there";
                            case MISSING -> "Run ./triptych up, which makes it.";
                            case UP -> throw new IllegalArgumentException();
                        });
        assertThat(network.has("subnet")).isFalse();
        assertThat(network.has("gateway")).isFalse();
        assertThat(network.path("ranges").size()).isZero();
        assertThat(network.has("domain")).isEqualTo(condition != Condition.MISSING);
        assertThat(member(network, name).path("addresses").size()).isZero();
    }

    @Test
    void aBackendThatIsAwayOrRefusesIsToldToo() {
        create("vm", "");
        engine.goAway();
        assertThat(network().path("detail").asString()).isEqualTo("The simulated backend is away.");
        engine.comeBack();
        engine.next(FakeOperation.LOOK_AT_NETWORK, new Fault.Fail(DriverErrorCode.BACKEND_REFUSED));
        JsonNode network = network();
        assertThat(network.path("available").asBoolean(true)).isFalse();
        assertThat(network.path("name").asString()).isEqualTo("triptych");
        assertThat(network.path("detail").asString()).isEqualTo("The simulated backend was told to fail.");
        assertThat(network.path("memberCount").asLong()).isEqualTo(1);
        assertThat(network().path("available").asBoolean()).isTrue();
    }

    @Test
    void aBackendThatHangsHoldsUpNobodyForLong() {
        int before = engine.calls(FakeOperation.LOOK_AT_NETWORK);
        engine.next(FakeOperation.LOOK_AT_NETWORK, new Fault.Hang());
        long begin = System.nanoTime();
        for (int i = 0; i < 2; i++) {
            JsonNode network = network();
            assertThat(network.path("available").asBoolean(true)).isFalse();
            assertThat(network.path("detail").asString()).contains("did not answer within 2 s", "GET /host");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(PATIENCE);
        assertThat(engine.calls(FakeOperation.LOOK_AT_NETWORK))
                .as("a question that hangs is not asked again")
                .isEqualTo(before + 1);
        engine.release();
        eventually("it is there again", seen -> seen.path("available").asBoolean());
    }

    @Test
    void theFirstFiveHundredAreListedByNameAndAllAreCounted() {
        create("vm", "");
        database.sql("""
                insert into workload (id, name, kind, lifecycle, labels, description, pinned, generation, version,
                    desired, stage, current_run, wanted_run, observed, sight, reason_code, reason_message,
                    created_at, changed_at)
                select gen_random_uuid(), 'many-' || to_char(n, 'FM0000'), kind, lifecycle, labels,
                    description || jsonb_build_object('name', 'many-' || to_char(n, 'FM0000')), pinned, 1, 1,
                    'STOPPED', 'STOPPED', 1, 1, 'ABSENT', '{"endpoints": [], "addresses": [], "facts": {}}',
                    'SUBMITTED', '', now(), now()
                from workload, generate_series(1, 600) n where name = ?
                """).param(name).update();
        database.sql("""
                insert into run (workload_id, number, generation, stage, queued_at, ended_at, reason_code,
                    reason_message, phases)
                select id, 1, 1, stage, now(), now(), 'SUBMITTED', '', '[]' from workload where name like 'many-%'
                """).update();
        try {
            JsonNode network = network();
            assertThat(network.path("memberCount").asLong()).isEqualTo(601);
            assertThat(network.path("members").size()).isEqualTo(500);
            assertThat(network.path("members").path(0).path("workload").asString())
                    .isEqualTo("many-0001");
            assertThat(network.path("members").path(499).path("workload").asString())
                    .isEqualTo("many-0500");
            assertThat(used(network, "vm"))
                    .as("also of those that are not listed")
                    .isEqualTo(1);
        } finally {
            String many = "(select id from workload where name like 'many-%')";
            database.sql("delete from run where workload_id in " + many).update();
            database.sql("delete from workload where name like 'many-%'").update();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=5", "name=triptych", "kind=vm&kind=vm", "cursor=%27%20or%201%3D1"})
    void aParameterThatItDoesNotHaveIsRefused(String query) {
        Answer refused = api.get("/networks?" + query);
        assertThat(refused.status()).as(refused.body()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo("UNKNOWN_FIELD");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%00=1", "a%0Ab=1"})
    void aParameterThatHoldsAControlCharacterIsRefused(String query) {
        Answer refused = api.get("/networks?" + query);
        assertThat(refused.status()).as(refused.body()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo("VALIDATION_FAILED");
    }

    @Test
    void aViewerMayReadItAndNobodyMayWriteIt() {
        String viewer = api.post("/tokens", "{\"name\":\"" + name + "\",\"role\":\"viewer\"}")
                .json()
                .path("token")
                .asString();
        String path = "/api/v1/networks";
        assertThat(api.withToken(viewer, "GET", path, BodyPublishers.noBody()).status())
                .isEqualTo(200);
        assertThat(api.withToken("no-token", "GET", path, BodyPublishers.noBody())
                        .status())
                .isEqualTo(401);
        for (String method : List.of("POST", "PUT", "DELETE")) {
            assertThat(api.withToken(api.adminToken(), method, path, BodyPublishers.ofString("{}"))
                            .status())
                    .as(method)
                    .isEqualTo(405);
        }
        assertThat(api.get("/networks/triptych").status()).isEqualTo(404);
        assertThat(api.delete("/tokens/" + name).status()).isEqualTo(204);
    }
}
