package dev.triptych.driver.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triptych.driver.wasm.http.RawClient;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.ExitReason;
import dev.triptych.spi.Figure;
import dev.triptych.spi.LogStream;
import dev.triptych.spi.Observation;
import dev.triptych.spi.ObservedState;
import dev.triptych.spi.Port;
import dev.triptych.spi.Usage;
import dev.triptych.tck.Eventually;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** HTTP services of real guests, from outside. */
@Tag("backend")
class WasmServiceTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int SLOTS = 2;
    private static final int MEBIBYTE = 1024 * 1024;

    @TempDir
    private Path home;

    private ServiceFixture service;

    @BeforeEach
    void open() {
        service = new ServiceFixture(home, ClangGuests.guest("serve"), SLOTS, Duration.ofSeconds(3));
    }

    @AfterEach
    void close() {
        service.close();
    }

    private void awaitIdle() {
        assertThat(Eventually.value("the slots are free again", PATIENCE, service::requests, now -> now.active() == 0)
                        .waiting())
                .isZero();
    }

    @Test
    void aServiceRunsWithoutARequest() {
        Observation seen = service.driver().observe(service.spec().key());
        assertThat(seen.state()).isEqualTo(ObservedState.RUNNING);
        assertThat(seen.endpoints()).singleElement().satisfies(endpoint -> {
            assertThat(endpoint.host()).isEqualTo("127.0.0.1");
            assertThat(endpoint.portName()).isEqualTo("http");
        });
        assertThat(service.driver().usage(service.spec().key()).memory().own()).isZero();
        assertThat(service.requests().answered()).isZero();
    }

    @Test
    void everyRequestIsAFreshRunWithItsOwnVariables() {
        HttpResponse<String> answer = service.send(HttpRequest.newBuilder(service.uri("/variables?q=1"))
                .header("Proxy", "http://evil.example")
                .header("X-Request-Id", "my-id")
                .header("Accept", "text/plain")
                .build());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("X-Request-Id")).hasValue("my-id");
        assertThat(answer.body().lines())
                .contains(
                        "GATEWAY_INTERFACE=CGI/1.1",
                        "QUERY_STRING=q=1",
                        "PATH_INFO=/variables",
                        "SERVER_PORT=" + service.address().getPort(),
                        "HTTP_ACCEPT=text/plain",
                        "UNIQUE_ID=my-id",
                        "GREETING=Hallo")
                .noneMatch(line -> line.startsWith("HTTP_PROXY"));
    }

    @Test
    void bodiesGoInAndOut() {
        assertThat(service.post("/copy", "Grüße").body()).isEqualTo("Grüße");
        HttpResponse<String> chunked = service.send(HttpRequest.newBuilder(service.uri("/count"))
                .POST(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(new byte[100_000])))
                .build());
        assertThat(chunked.body()).isEqualTo("100000 bytes\n");
    }

    @Test
    void largeBodiesPassWithoutBeingKept() throws IOException {
        HttpResponse<String> up = service.send(HttpRequest.newBuilder(service.uri("/count"))
                .POST(BodyPublishers.ofInputStream(() -> new Zeros(50L * MEBIBYTE)))
                .build());
        assertThat(up.body()).isEqualTo(50 * MEBIBYTE + " bytes\n");
        HttpResponse<InputStream> down =
                service.send(HttpRequest.newBuilder(service.uri("/much/50")).build(), BodyHandlers.ofInputStream());
        try (InputStream body = down.body()) {
            assertThat(body.transferTo(java.io.OutputStream.nullOutputStream())).isEqualTo(50L * MEBIBYTE);
        }
        assertThat(service.driver().usage(service.spec().key()).memoryPeak().own())
                .isLessThan(8L * MEBIBYTE);
    }

    @Test
    void whatAProgramSaysEarlyComesEarly() throws IOException {
        try (RawClient client = new RawClient(service.address())) {
            client.send("GET /two-parts HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            client.until("first\n");
            assertThat(client.input().available())
                    .as("bytes of the second part, which comes later")
                    .isZero();
            assertThat(client.rest()).contains("second");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/trap,    502, GUEST_FAILED,  unreachable",
        "/exit/3,  502, GUEST_FAILED,  code 3",
        "/memory,  502, GUEST_FAILED,  limit of",
        "/much/65, 0,   '',            ''",
        "/sleep,   504, GUEST_TIMEOUT, 3000 ms",
        "/round,   502, GUEST_ANSWER_INVALID, redirects",
    })
    void aProgramThatFailsIsAnsweredForAndHarmsNoOther(String path, int status, String code, String detail) {
        CompletableFuture<HttpResponse<String>> other = service.client()
                .sendAsync(HttpRequest.newBuilder(service.uri("/two-parts")).build(), BodyHandlers.ofString());
        if (status == 0) {
            assertThatExceptionOfType(java.io.UncheckedIOException.class).isThrownBy(() -> service.get(path));
        } else {
            HttpResponse<String> answer = service.get(path);
            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            String id = answer.headers().firstValue("X-Request-Id").orElseThrow();
            assertThat(answer.body()).contains("\"code\":\"" + code + "\"", detail, id);
            service.log().awaitText(LogStream.STDERR, "[" + id + "] " + status + " " + code, PATIENCE);
        }
        assertThat(other.join().body()).isEqualTo("first\nsecond\n");
        assertThat(service.get("/").statusCode()).isEqualTo(200);
        Eventually.value("it is counted", PATIENCE, service::requests, now -> now.failed() == 1);
    }

    @Test
    void standardErrorIsKeptWithTheRequestsName() {
        String id = service.get("/exit/7").headers().firstValue("X-Request-Id").orElseThrow();
        service.log().awaitText(LogStream.STDERR, "[" + id + "] 502", PATIENCE);
        assertThat(service.log().text(LogStream.STDERR))
                .contains("[" + id + "] one line\n[" + id + "] and another\n[" + id + "] 502 GUEST_FAILED");
    }

    @Test
    void aFailureAfterTheAnswerBeganBreaksItOff() throws IOException {
        try (RawClient client = new RawClient(service.address())) {
            client.send("GET /late-trap HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.rest()).startsWith("HTTP/1.1 200").doesNotEndWith("\r\n0\r\n\r\n");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'Content-Type: a/b\nX-Bad: x\rSet-Cookie: forged=1\n\nbody', 502",
        "'no head at all', 502",
        "'HTTP/1.1 200 OK\nContent-Type: a/b\n\n', 502",
        "'Status: 101\n\n', 502",
        "'Content-Type: a/b\nContent-Length: 3\n\nfour', 502",
        "'Content-Type: a/b\nContent-Length: 5\n\nfour', 502",
        "'', 502",
        "'Content-Type: a/b\nContent-Length: 4\n\nfour', 200",
        "'Content-Type: a/b\nTransfer-Encoding: chunked\n\n4\r\nfour\r\n0\r\n\r\n', 200",
        "'Status: 201 Made\nContent-Type: a/b\n\n', 201",
        "'Status: 204\n\n', 204",
        "'Status: 304\nETag: x\n\n', 304",
    })
    void whatAProgramWritesIsCheckedBeforeItIsSent(String output, int status) {
        HttpResponse<String> answer = service.post("/raw", output);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
        if (status == 502) {
            assertThat(answer.body()).contains("GUEST_ANSWER_INVALID");
        }
    }

    @Test
    void aLocalRedirectIsFollowedHere() {
        HttpResponse<String> answer = service.post("/inside", "body");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body().lines())
                .contains("REQUEST_METHOD=GET", "PATH_INFO=/variables", "QUERY_STRING=from=inside")
                .noneMatch(line -> line.startsWith("CONTENT_LENGTH"));
    }

    @Test
    void aClientThatGoesAwayInItsBodyFreesTheSlot() throws IOException {
        for (int i = 0; i < 2 * SLOTS; i++) {
            try (RawClient client = new RawClient(service.address())) {
                client.send("POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\npart of it");
                Eventually.value("it is being served", PATIENCE, service::requests, now -> now.active() > 0);
            }
        }
        awaitIdle();
        assertThat(service.get("/").statusCode()).isEqualTo(200);
    }

    @Test
    void aClientThatGoesAwayInTheAnswerFreesTheSlot() throws IOException {
        for (int i = 0; i < SLOTS; i++) {
            try (RawClient client = new RawClient(service.address())) {
                client.send("GET /much/60 HTTP/1.1\r\nHost: a\r\n\r\n").until("xxxx");
            }
        }
        awaitIdle();
        assertThat(service.get("/").statusCode()).isEqualTo(200);
    }

    @Test
    void whoFindsNoSlotWaitsAndWhoFindsNoPlaceIsToldWhenToComeBack() {
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < SLOTS + TestProperties.WAITING + 10; i++) {
            answers.add(service.client()
                    .sendAsync(HttpRequest.newBuilder(service.uri("/two-parts")).build(), BodyHandlers.ofString()));
        }
        List<HttpResponse<String>> refused = answers.stream()
                .map(CompletableFuture::join)
                .filter(answer -> answer.statusCode() != 200)
                .toList();
        assertThat(refused).isNotEmpty().allSatisfy(answer -> {
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            assertThat(answer.body()).contains("GUEST_BUSY");
        });
        assertThat(service.requests().refused()).isEqualTo(refused.size());
    }

    @Test
    void aStopLetsRequestsEndAndFreesThePort() {
        CompletableFuture<HttpResponse<String>> last = service.client()
                .sendAsync(HttpRequest.newBuilder(service.uri("/two-parts")).build(), BodyHandlers.ofString());
        Eventually.value("it is being served", PATIENCE, service::requests, now -> now.active() == 1);
        service.driver().stop(service.spec().key(), Duration.ofSeconds(5));
        assertThat(last.join().body()).endsWith("second\n");
        Observation end = service.driver().observe(service.spec().key());
        assertThat(end.state()).isEqualTo(ObservedState.STOPPED);
        assertThat(Objects.requireNonNull(end.exit()).reason()).isEqualTo(ExitReason.STOPPED);
        assertThat(end.endpoints()).isEmpty();
        assertThatExceptionOfType(java.io.UncheckedIOException.class).isThrownBy(() -> service.get("/"));
        Observation again = service.driver().start(service.spec());
        assertThat(again.state()).isEqualTo(ObservedState.RUNNING);
        assertThat(again.incarnation()).isNotEqualTo(end.incarnation());
    }

    @Test
    void aStopWithoutGraceEndsWhatRuns() {
        CompletableFuture<HttpResponse<String>> last = service.client()
                .sendAsync(HttpRequest.newBuilder(service.uri("/sleep")).build(), BodyHandlers.ofString());
        Eventually.value("it is being served", PATIENCE, service::requests, now -> now.active() == 1);
        service.driver().destroy(service.spec().key());
        assertThat(last.join().statusCode()).isEqualTo(503);
    }

    @Test
    void aTakenPortIsRefused() {
        var taken = ServiceFixture.spec(
                ClangGuests.guest("serve"),
                1,
                Duration.ofSeconds(1),
                new Port.Publication("127.0.0.1", service.address().getPort()));
        service.driver().create(taken);
        assertThatExceptionOfType(DriverException.class)
                .isThrownBy(() -> service.driver().start(taken))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(DriverErrorCode.PORT_TAKEN));
        assertThat(service.driver().observe(taken.key()).state()).isEqualTo(ObservedState.STOPPED);
    }

    @Test
    void whatItServedIsCounted() {
        for (int i = 0; i < 20; i++) {
            assertThat(service.get("/").body()).isEqualTo("hello from /\n");
        }
        var served = Eventually.value("all are counted", PATIENCE, service::requests, now -> now.answered() == 20);
        assertThat(served.p50Nanos()).isBetween(1L, served.p99Nanos());
        assertThat(served.p99Nanos()).isLessThanOrEqualTo(served.maxNanos());
        var usage = service.driver().usage(service.spec().key());
        assertThat(usage.cpuTime().own()).isPositive();
        assertThat(usage.memoryPeak().own()).isPositive();
        assertThat(usage.memory().own()).isZero();
    }

    @Test
    void whatItsConnectionsCarriedIsMeasured() throws IOException {
        try (ServiceFixture web =
                new ServiceFixture(home.resolve("traffic"), ClangGuests.sample("web"), SLOTS, Duration.ofSeconds(5))) {
            assertThat(web.driver().usage(web.spec().key()).received().own()).isZero();
            String question = "POST /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 100000\r\n\r\n"
                    + "x".repeat(100_000);
            String answer;
            try (RawClient client = new RawClient(web.address())) {
                answer = client.send(question).rest();
            }
            assertThat(answer).startsWith("HTTP/1.1 200").endsWith("x".repeat(100_000));
            Usage usage = web.driver().usage(web.spec().key());
            assertThat(usage.received().own()).isEqualTo(question.length());
            assertThat(usage.sent().own()).isEqualTo(answer.length());
            assertThat(usage.sent().basis()).isEqualTo("http");
            assertThat(usage.sent().quality()).isEqualTo(Figure.Quality.MEASURED);
        }
    }

    @Test
    void theSampleAnswersAsItsLinuxProgramDoes() {
        try (ServiceFixture web =
                new ServiceFixture(home.resolve("web"), ClangGuests.sample("web"), SLOTS, Duration.ofSeconds(5))) {
            assertThat(web.get("/").body()).isEqualTo("Hallo, Web!\n");
            assertThat(web.get("/json").body()).isEqualTo("{\"greeting\":\"Hallo\",\"to\":\"Web\"}\n");
            assertThat(web.post("/echo", "back").body()).isEqualTo("back");
            assertThat(web.get("/status/418").statusCode()).isEqualTo(418);
            assertThat(web.get("/status/204").statusCode()).isEqualTo(204);
            assertThat(web.get("/nothing").statusCode()).isEqualTo(404);
            HttpResponse<String> refused = web.post("/", "x");
            assertThat(refused.statusCode()).isEqualTo(405);
            assertThat(refused.headers().firstValue("Allow")).hasValue("GET, HEAD");
            HttpResponse<String> head =
                    web.send(HttpRequest.newBuilder(web.uri("/")).HEAD().build());
            assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue(12);
            assertThat(head.body()).isEmpty();
        }
    }

    /** So many zero bytes. */
    private static final class Zeros extends InputStream {
        private long left;

        Zeros(long length) {
            this.left = length;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            if (left <= 0) {
                return -1;
            }
            int count = (int) Math.min(left, length);
            java.util.Arrays.fill(bytes, offset, offset + count, (byte) 0);
            left -= count;
            return count;
        }
    }
}
