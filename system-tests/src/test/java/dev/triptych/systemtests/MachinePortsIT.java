package dev.triptych.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** A published port of a real machine, whoever dies. */
@Tag("backend")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MachinePortsIT {
    private static final String WORKLOAD = Workloads.PATH + "/web-vm";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @SuppressWarnings("NullAway.Init")
    private Service service;

    @SuppressWarnings("NullAway.Init")
    private TestImages images;

    @BeforeAll
    void startAService() {
        images = new TestImages("machine-ports");
        service = Service.start();
    }

    @AfterAll
    void endTheService() {
        Workloads.deleteAll(service.admin());
        service.close();
        images.close();
    }

    private JsonNode endpoint() {
        return endpoints("web-vm").path(0);
    }

    private JsonNode endpoints(String name) {
        return Workloads.get(service.admin(), name).path("status").path("endpoints");
    }

    private String gatewayProcess() {
        try {
            return Files.readString(service.home().resolve("gateway/run/process.json"));
        } catch (IOException beingStarted) {
            return "";
        }
    }

    @Test
    void thePublishedPortOfAMachineAnswersWhoeverDiesAndIsGoneWithIt() {
        Map<String, Object> description = Workloads.job("vm", "web-vm", "web");
        description.put("lifecycle", "service");
        description.put("ports", List.of(Map.of("name", "http", "port", 8080, "protocol", "http", "publish", 0)));
        description.put("probe", Map.of("http", Map.of("path", "/", "port", "http"), "every", "500ms"));
        Workloads.launch(service.admin(), description);
        JsonNode endpoint = endpoint();
        assertThat(endpoint.path("host").asString()).isEqualTo("127.0.0.1");
        int port = endpoint.path("port").asInt();
        assertThat(port).isNotEqualTo(8080);
        Http client = new Http(URI.create("http://127.0.0.1:" + port), "");
        Await.level("it answers", PATIENCE, () -> client.answers("/"));
        assertThat(Shell.run("curl", "-s", "http://127.0.0.1:" + port + "/")).contains("Web!");

        service.kill();
        assertThat(client.answers("/")).as("without the control plane").isTrue();
        service.startAgain();
        assertThat(client.answers("/")).as("with the next one").isTrue();

        String before = gatewayProcess();
        Shell.run(
                "kill",
                "-9",
                String.valueOf(Http.json(before.getBytes(StandardCharsets.UTF_8))
                        .path("pid")
                        .asLong()));
        Await.level(
                "another gateway serves it",
                PATIENCE,
                () -> !gatewayProcess().isEmpty() && !gatewayProcess().equals(before) && client.answers("/"));

        service.admin().post(WORKLOAD + "/restart", Map.of());
        Await.level(
                "the machine's next run answers",
                PATIENCE,
                () -> service.admin()
                                        .get(WORKLOAD)
                                        .json()
                                        .path("status")
                                        .path("currentRun")
                                        .path("number")
                                        .asInt()
                                == 2
                        && client.answers("/"));
        assertThat(endpoint().path("port").asInt()).as("the same port").isEqualTo(port);

        Workloads.delete(service.admin(), "web-vm");
        Await.level("nobody listens any more", PATIENCE, () -> !client.answers("/"));
    }

    /** Answers each datagram with its words in capitals. */
    private static final String SHOUTER = """
            import socket
            place = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            place.bind(('0.0.0.0', 5353))
            print('ready', flush=True)
            while True:
                words, who = place.recvfrom(2048)
                place.sendto(words.upper(), who)
            """;

    private static String asked(int port, String words) {
        byte[] sent = words.getBytes(StandardCharsets.US_ASCII);
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(1000);
            socket.send(new DatagramPacket(sent, sent.length, InetAddress.getLoopbackAddress(), port));
            DatagramPacket answer = new DatagramPacket(new byte[2048], 2048);
            socket.receive(answer);
            return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            return "silence";
        }
    }

    @Test
    void datagramsReachAProgramInAMachineAlsoWithoutTheControlPlane() {
        Map<String, Object> description = Workloads.job("vm", "shouter", "web");
        description.put("lifecycle", "service");
        description.put("source", Map.of("image", TestImages.SERVERS));
        description.put("args", List.of("python3", "-c", SHOUTER));
        description.put("ports", List.of(Map.of("name", "words", "port", 5353, "protocol", "udp", "publish", 0)));
        Workloads.launch(service.admin(), description);
        Await.level(
                "its endpoint is shown", PATIENCE, () -> !endpoints("shouter").isEmpty());
        int port = endpoints("shouter").path(0).path("port").asInt();
        Await.level("it answers", PATIENCE, () -> asked(port, "words").equals("WORDS"));

        service.kill();
        assertThat(asked(port, "alone")).as("without the control plane").isEqualTo("ALONE");
        service.startAgain();
        assertThat(asked(port, "again")).as("with the next one").isEqualTo("AGAIN");

        Workloads.delete(service.admin(), "shouter");
        Await.level(
                "nobody answers any more", PATIENCE, () -> asked(port, "words").equals("silence"));
    }
}
