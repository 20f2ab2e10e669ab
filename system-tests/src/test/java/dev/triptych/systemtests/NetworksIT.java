package dev.triptych.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The network that all kinds share, on the real backends: names from inside of each kind to each other kind. */
@Tag("backend")
class NetworksIT {
    private static final Map<String, Object> SHARED = Map.of("shared", true);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Asks each of its arguments over HTTP, for some seconds until it is answered, and tells the status. */
    private static final String CALLER = """
            import sys, time, urllib.request
            for name in sys.argv[1:]:
                said = None
                for attempt in range(50):
                    try:
                        said = urllib.request.urlopen('http://' + name + ':8080/', timeout=5).status
                        break
                    except Exception as failure:
                        said = failure
                        time.sleep(0.2)
                print(name, said)
            """;

    /** Tells the address of each of its arguments. */
    private static final String RESOLVER = """
            import socket, sys
            for name in sys.argv[1:]:
                try:
                    print(name, socket.gethostbyname(name))
                except OSError:
                    print(name, 'unknown')
            """;

    @SuppressWarnings("NullAway.Init")
    private static Service service;

    @SuppressWarnings("NullAway.Init")
    private static Http http;

    @SuppressWarnings("NullAway.Init")
    private static TestImages images;

    @BeforeAll
    static void launchOneOfEachKind() {
        images = new TestImages("networks");
        service = Service.start();
        http = service.admin();
        Workloads.uploadSamples(http);
        launchWeb(http, "container", "box");
        launchWeb(http, "wasm", "module");
        launchWeb(http, "vm", "machine");
    }

    @AfterAll
    static void endEverything() {
        Workloads.deleteAll(http);
        service.close();
        images.close();
    }

    private static void launchWeb(Http http, String kind, String name) {
        Map<String, Object> description = Workloads.job(kind, name, "web");
        description.put("lifecycle", "service");
        description.put("ports", List.of(Map.of("name", "http", "port", 8080, "protocol", "http")));
        description.put("probe", Map.of("http", Map.of("path", "/", "port", "http"), "every", "500ms"));
        description.put("network", SHARED);
        description.put("wasm", Map.of("http", "cgi"));
        Workloads.launch(http, description);
    }

    /** What a program said that ran on the shared network. */
    private static String said(Http http, String kind, String script, String... names) {
        Map<String, Object> job = Workloads.job(kind, "caller", "web");
        job.put("source", Map.of("image", TestImages.SERVERS));
        job.put(
                "args",
                Stream.concat(Stream.of("python3", "-c", script), Stream.of(names))
                        .toList());
        job.put("network", SHARED);
        JsonNode run = Workloads.run(http, job).path("status").path("currentRun");
        String out = http.get(Workloads.PATH + "/caller/logs").expect(200).text();
        Workloads.delete(http, "caller");
        assertThat(run.path("exitCode").asInt(-1)).as(out).isZero();
        return out;
    }

    private static String resolved(String kind, String name) {
        return said(http, kind, RESOLVER, name).strip().split(" ", -1)[1];
    }

    @ParameterizedTest
    @ValueSource(strings = {"container", "vm"})
    void eachKindReachesEachOtherByName(String kind) {
        assertThat(said(http, kind, CALLER, "box", "machine", "module", "box.triptych", "module.triptych"))
                .isEqualTo("box 200\nmachine 200\nmodule 200\nbox.triptych 200\nmodule.triptych 200\n");
    }

    private static Map<String, JsonNode> members() {
        return http.get("/api/v1/networks")
                .expect(200)
                .json()
                .path("items")
                .path(0)
                .path("members")
                .valueStream()
                .collect(Collectors.toMap(member -> member.path("workload").asString(), Function.identity()));
    }

    private static boolean isNamed(@Nullable JsonNode member) {
        return member != null && !member.path("names").isEmpty();
    }

    @Test
    void whoIsThereIsListedWithTheNamesAndAddressesThatLeadToEach() {
        List<String> ours = List.of("box", "machine", "module");
        Await.level(
                "each has its names",
                PATIENCE,
                () -> ours.stream().allMatch(name -> isNamed(members().get(name))));
        JsonNode network =
                http.get("/api/v1/networks").expect(200).json().path("items").path(0);
        assertThat(network.path("available").asBoolean()).as(network.toString()).isTrue();
        String domain = network.path("domain").asString();
        Map<String, JsonNode> members = members();
        assertThat(members).containsOnlyKeys(ours); // every test deletes what it made
        for (String name : ours) {
            JsonNode member = Objects.requireNonNull(members.get(name));
            List<String> names =
                    member.path("names").valueStream().map(JsonNode::asString).toList();
            assertThat(names).startsWith(name).endsWith(name + "." + domain);
            assertThat(member.path("addresses").valueStream().map(JsonNode::asString))
                    .as(name)
                    .containsExactly(resolved("container", names.getLast()));
            assertThat(member.path("ports").toString()).isEqualTo("[8080]");
        }
        assertThat(network.path("ranges")
                        .valueStream()
                        .map(range -> range.path("used").asInt()))
                .as("the host's own, and one for each kind")
                .containsExactly(1, 1, 1, 1);
    }

    @Test
    void namesGoOnWhenTheServiceIsKilled() {
        service.kill();
        service.startAgain();
        http = service.admin();
        assertThat(said(http, "container", CALLER, "box", "machine", "module"))
                .isEqualTo("box 200\nmachine 200\nmodule 200\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"container", "wasm"})
    void aNameGoesWithItsWorkload(String kind) {
        launchWeb(http, kind, "passing");
        assertThat(said(http, "container", CALLER, "passing")).isEqualTo("passing 200\n");
        Workloads.delete(http, "passing");
        Await.level(
                "the name is gone",
                PATIENCE,
                () -> resolved("container", "passing").equals("unknown"));
    }

    @Test
    void aWorkloadOfAnotherInstallationThatHasTheSameNameDoesNoHarm() {
        String before = resolved("container", "box");
        try (Service other = Service.start()) {
            Http theirs = other.admin();
            try {
                launchWeb(theirs, "container", "box");
                assertThat(said(theirs, "container", RESOLVER, "box"))
                        .doesNotContain(before)
                        .contains("box 10.");
                assertThat(resolved("container", "box")).isEqualTo(before);
                assertThat(resolved("container", "box.triptych")).isEqualTo(before);
            } finally {
                Workloads.deleteAll(theirs);
            }
        }
    }
}
