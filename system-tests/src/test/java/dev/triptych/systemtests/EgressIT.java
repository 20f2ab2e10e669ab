package dev.triptych.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What guests reach, tried from inside each kind, on a network and against a world of the test's own. */
@Tag("backend")
class EgressIT {
    private static final List<String> GUARDED = List.of("container", "vm");
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    /** Tries each of its arguments, {@code name address port}, and tells which it reached. */
    private static final String TRY = """
            while [ $# -ge 3 ]; do
              if /bin/busybox nc -w 3 "$2" "$3" </dev/null >/dev/null 2>&1; then echo "reached $1"; fi
              shift 3
            done
            echo tried all
            """;

    @SuppressWarnings("NullAway.Init")
    private static GuestNetwork network;

    @SuppressWarnings("NullAway.Init")
    private static Service service;

    @SuppressWarnings("NullAway.Init")
    private static Http http;

    @SuppressWarnings("NullAway.Init")
    private static TestImages images;

    @SuppressWarnings("NullAway.Init")
    private static String image;

    @SuppressWarnings("NullAway.Init")
    private static Listener everywhere;

    @SuppressWarnings("NullAway.Init")
    private static Listener forGuests;

    @BeforeAll
    static void makeANetworkAndStartAService() {
        network = new GuestNetwork();
        service = Service.start(network.settings());
        http = service.admin();
        images = new TestImages("egress");
        image = images.build(
                "shell", "FROM scratch\nCOPY busybox /bin/busybox\nCMD [\"/bin/busybox\"]\n", Path.of("/bin/busybox"));
        everywhere = Listener.on("0.0.0.0");
        forGuests = Listener.on(network.host());
        Workloads.uploadSamples(http);
    }

    @AfterAll
    static void removeAll() throws IOException {
        everywhere.close();
        forGuests.close();
        try {
            service.close();
        } finally {
            images.close();
            network.close();
        }
    }

    @AfterEach
    void removeWorkloads() {
        Workloads.deleteAll(http);
    }

    private static Map<String, Object> shell(String kind, String name, String egress, String script, String... args) {
        Map<String, Object> description = Workloads.job(kind, name, "none");
        description.put("source", Map.of("image", image));
        List<String> command = new ArrayList<>(List.of("/bin/busybox", "sh", "-c", script, "sh"));
        command.addAll(List.of(args));
        description.put("args", command);
        description.put("network", Map.of("shared", true, "egress", egress));
        return description;
    }

    /** Serves HTTP until it is stopped; answers its address. */
    private static String serve(String kind, String name, String egress) {
        Map<String, Object> description =
                shell(kind, name, egress, "exec /bin/busybox httpd -f -p " + GuestNetwork.SERVED);
        description.put("lifecycle", "service");
        description.put("ports", List.of(Map.of("name", "http", "port", GuestNetwork.SERVED)));
        description.put("probe", Map.of("tcp", Map.of("port", "http"), "every", "200ms"));
        Workloads.launch(http, description);
        return Workloads.get(http, name)
                .path("status")
                .path("addresses")
                .path(0)
                .asString();
    }

    private static Set<String> reached(String kind, String egress, Map<String, String> targets) {
        String name = "tries-" + kind;
        Workloads.run(http, shell(kind, name, egress, TRY, words(targets).toArray(String[]::new)));
        String output = http.get(Workloads.PATH + "/" + name + "/logs?stream=stdout")
                .expect(200)
                .text();
        Set<String> reached = reached(output);
        Workloads.delete(http, name);
        return reached;
    }

    private static Stream<String> words(Map<String, String> targets) {
        return targets.entrySet().stream()
                .flatMap(target -> Stream.of(
                        target.getKey(),
                        target.getValue().replaceFirst(":.*", ""),
                        target.getValue().replaceFirst(".*:", "")));
    }

    private static Set<String> reached(String output) {
        assertThat(output).endsWith("tried all\n");
        Set<String> reached = new TreeSet<>();
        output.lines()
                .filter(line -> line.startsWith("reached "))
                .forEach(line -> reached.add(line.substring("reached ".length())));
        return reached;
    }

    private static Map<String, String> targets(String peer) {
        Map<String, String> targets = new TreeMap<>(Map.of(
                "names", network.host() + ":53",
                "offered", network.host() + ":" + forGuests.port(),
                "peer", peer + ":" + GuestNetwork.SERVED,
                "world", network.world() + ":" + GuestNetwork.SERVED,
                "listener-by-the-bridge", network.host() + ":" + everywhere.port(),
                "listener-by-docker0", "172.17.0.1:" + everywhere.port(),
                "listener-by-the-way-out", network.world().replaceFirst("\\d+$", "1") + ":" + everywhere.port()));
        for (String port : ownPorts()) {
            targets.put("triptych-" + port, network.host() + ":" + port);
        }
        return targets;
    }

    /** Where the service, its database and its gateway listen. */
    private static List<String> ownPorts() {
        return Shell.lines("ss", "-Hltnp").stream()
                .filter(line -> line.contains("pid="))
                .filter(line -> isOurs(line.replaceFirst(".*?pid=(\\d+).*", "$1")))
                .map(line -> line.strip().split("\\s+", -1)[3].replaceFirst(".*:", ""))
                .distinct()
                .toList();
    }

    private static boolean isOurs(String pid) {
        return pid.equals("" + service.pid())
                || Shell.attempt("cat", "/proc/" + pid + "/cmdline")
                        .output()
                        .contains(service.home().toString());
    }

    private static void giveTheGatewayAService() {
        Map<String, Object> web = Workloads.job("wasm", "web", "web");
        web.put("lifecycle", "service");
        web.put("ports", List.of(Map.of("name", "http", "port", 8080, "protocol", "http", "publish", 0)));
        web.put("wasm", Map.of("http", "cgi"));
        Workloads.launch(http, web);
        http.put("/api/v1/services/shop", Map.of("backends", List.of(Map.of("workload", "web", "weight", 1))))
                .expect(201);
    }

    @ParameterizedTest
    @CsvSource({
        "none,  names",
        "local, names offered peer",
        "all,   names offered peer world",
    })
    void eachKindReachesWhatItMayAndNothingElse(String egress, String expected) {
        giveTheGatewayAService();
        assertThat(ownPorts())
                .as("ports of the service, PostgreSQL and the gateway")
                .hasSizeGreaterThanOrEqualTo(3);
        try {
            String peer = serve("container", "peer", "all");
            for (String kind : GUARDED) {
                assertThat(reached(kind, egress, targets(peer)))
                        .as("reached by the %s with %s", kind, egress)
                        .containsExactlyInAnyOrder(expected.split(" ", -1));
            }
        } finally {
            http.delete("/api/v1/services/shop").expect(204);
        }
    }

    @Test
    void aGuardedServiceAnswersAndStaysGuardedWhileTheServiceIsAway() {
        Map<String, String> addresses = new TreeMap<>();
        for (String kind : GUARDED) {
            addresses.put(kind, serve(kind, "served-by-" + kind, "none"));
        }
        String installation = Backends.installation(service);
        List<String> rules = GuestNetwork.rulesOf(installation);
        assertThat(rules).isNotEmpty();
        service.kill();
        assertThat(GuestNetwork.rulesOf(installation)).isEqualTo(rules);
        addresses.values().forEach(EgressIT::assertAnswers);
        assertThat(containerReachesTheWorld()).isFalse();

        service.startAgain();
        for (String kind : GUARDED) {
            Await.level(
                    "the " + kind + " is adopted",
                    PATIENCE,
                    () -> Workloads.state(http, "served-by-" + kind).equals("ready"));
        }
        assertThat(GuestNetwork.rulesOf(installation)).containsExactlyInAnyOrderElementsOf(rules);
        assertThat(containerReachesTheWorld()).isFalse();
        addresses.values().forEach(EgressIT::assertAnswers);
        Workloads.deleteAll(http);
        assertThat(GuestNetwork.rulesOf(installation)).isEmpty();
    }

    private static boolean containerReachesTheWorld() {
        String container = Shell.lines("docker", "ps", "-q", "--filter", "label=dev.triptych.name=served-by-container")
                .getFirst();
        return Shell.attempt(
                                "docker",
                                "exec",
                                container,
                                "/bin/busybox",
                                "nc",
                                "-w",
                                "3",
                                network.world(),
                                "" + GuestNetwork.SERVED)
                        .code()
                == 0;
    }

    private static void assertAnswers(String address) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, GuestNetwork.SERVED), (int) PATIENCE.toMillis());
            assertThat(socket.isConnected()).isTrue();
        } catch (IOException e) {
            throw new AssertionError(address, e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "local", "all"})
    void aModuleHasNothingToOpenAConnectionWith(String egress) {
        http.upload("/api/v1/artifacts/caller.wasm", Wasm.importing("wasi_snapshot_preview1", "sock_connect"))
                .expect(201);
        Map<String, Object> caller = Workloads.job("wasm", "caller", "caller");
        caller.put("network", Map.of("egress", egress));
        http.post(Workloads.PATH, caller).expectProblem(422, "IMPORTS_NOT_GRANTED");
        Map<String, Object> greeter = Workloads.job("wasm", "greeter", "greeter", "Ada");
        greeter.put("network", Map.of("egress", egress));
        Workloads.run(http, greeter);
        http.delete("/api/v1/artifacts/caller.wasm").expect(204);
    }

    @Test
    void whoCouldForgeAnAddressCannotBeBounded() {
        Map<String, Object> forger = shell("container", "forger", "none", "true");
        forger.put("container", Map.of("capabilities", Map.of("add", List.of("NET_RAW"))));
        http.post(Workloads.PATH, forger).expectProblem(400, "VALIDATION_FAILED");
        assertThat(Workloads.names(http)).doesNotContain("forger");
    }
}
