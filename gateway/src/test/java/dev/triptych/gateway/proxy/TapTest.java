package dev.triptych.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.gateway.wire.BackendAddress;
import dev.triptych.gateway.wire.Capture;
import dev.triptych.gateway.wire.CapturedAnswer;
import dev.triptych.gateway.wire.Captures;
import dev.triptych.gateway.wire.Field;
import dev.triptych.gateway.wire.Tap;
import dev.triptych.gateway.wire.TapFigures;
import dev.triptych.tck.Eventually;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is taken note of while requests pass, and what is not. */
@SuppressWarnings("StringConcatToTextBlock") // lines of HTTP end with CR LF
class TapTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String GET = "GET /a?b=1 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer canary-1\r\n"
            + "Cookie: id=canary-2\r\nX-Api-Key: canary-3\r\nX-Session-Token: canary-4\r\nX-Kept: yes\r\n\r\n";
    private static final String POST = "POST /p HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello";

    private final SetClock clock = new SetClock();
    private final Gate gate = new Gate(clock);

    @AfterEach
    void close() {
        gate.close();
    }

    private Tap tap(@Nullable BackendAddress copyTo, int bodyBytes, long most) {
        return new Tap(
                "t",
                "web",
                copyTo,
                bodyBytes,
                most,
                clock.instant().plusSeconds(60),
                clock.instant().plusSeconds(120));
    }

    private static TapFigures figures(Captures captures) {
        return Objects.requireNonNull(captures.taps().get("t"));
    }

    private Captures awaitCaptures(int count, Tap tap) {
        return Eventually.value(
                "captures",
                PATIENCE,
                () -> gate.watch(0, 0, tap),
                all -> all.captures().size() >= count);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Test
    void aRecordingKeepsWhatWasAskedAndNoCredentials() throws IOException {
        try (Backend backend = Backend.saying("secret answer");
                RawClient client = new RawClient(gate.web(Gate.to(backend)))) {
            Tap tap = tap(null, 100, 10);
            gate.watch(0, 0, tap);
            client.send(GET).answer();
            client.send(POST).answer();
            List<Capture> captures = awaitCaptures(2, tap).captures();
            Capture get = captures.getFirst();
            assertThat(get.request().method() + " " + get.request().target()).isEqualTo("GET /a?b=1");
            assertThat(get.request().headers()).contains(new Field("X-Kept", "yes"));
            assertThat(get.request().headers()).extracting(Field::value).noneMatch(value -> value.contains("canary"));
            assertThat(get.live()).as("requests alone are recorded").isNull();
            assertThat(text(captures.get(1).request().body())).isEqualTo("hello");
            assertThat(get.toString() + captures).doesNotContain("b=1", "hello");
        }
    }

    @Test
    void whatIsTooLongIsCountedAndNotKept() throws IOException {
        try (Backend backend = Backend.saying("ok");
                RawClient client = new RawClient(gate.web(Gate.to(backend)))) {
            Tap tap = tap(null, 4, 10);
            gate.watch(0, 0, tap);
            client.send(POST).answer();
            client.send(GET).answer();
            Captures captures = awaitCaptures(1, tap);
            assertThat(captures.captures()).hasSize(1);
            assertThat(figures(captures)).isEqualTo(new TapFigures(1, 0, 1));
        }
    }

    @Test
    void aRecordingEndsAtItsCountAndAtItsTime() throws IOException {
        try (Backend backend = Backend.saying("ok");
                RawClient client = new RawClient(gate.web(Gate.to(backend)))) {
            Tap tap = tap(null, 100, 2);
            gate.watch(0, 0, tap);
            for (int i = 0; i < 5; i++) {
                client.send(GET).answer();
            }
            assertThat(awaitCaptures(2, tap).captures()).hasSize(2);
            Tap next = new Tap("u", "web", null, 100, 9, tap.until(), tap.erase());
            gate.watch(0, 0, next);
            clock.advance(Duration.ofSeconds(61));
            client.send(GET).answer();
            assertThat(gate.watch(0, 0, next).captures()).isEmpty();
        }
    }

    @Test
    void capturesStayUntilTheyWereSeenAndGoWithTheirTap() throws IOException {
        try (Backend backend = Backend.saying("ok");
                RawClient client = new RawClient(gate.web(Gate.to(backend)))) {
            Tap tap = tap(null, 100, 10);
            gate.watch(0, 0, tap);
            client.send(GET).answer();
            client.send(GET).answer();
            Captures first = awaitCaptures(2, tap);
            long seen = first.captures().getFirst().number();
            assertThat(gate.watch(first.source() + 2, seen, tap).captures())
                    .as("the number was given by another process")
                    .hasSize(2);
            assertThat(gate.watch(first.source(), seen, tap).captures()).hasSize(1);
            gate.watch(0, 0);
            assertThat(gate.watch(0, 0, tap).captures()).as("its tap was gone").isEmpty();
        }
    }

    @Test
    void whatNobodyFetchesIsForgottenInTime() throws IOException {
        try (Backend backend = Backend.saying("ok");
                RawClient client = new RawClient(gate.web(Gate.to(backend)))) {
            Tap tap = tap(null, 100, 10);
            gate.watch(0, 0, tap);
            client.send(GET).answer();
            assertThat(awaitCaptures(1, tap).captures()).hasSize(1);
            clock.advance(Duration.ofSeconds(121));
            assertThat(gate.watch(0, 0, tap).captures()).isEmpty();
        }
    }

    @Test
    void aCopyOfASafeRequestGoesToTheCandidateAsItCame() throws IOException {
        try (Backend backend = Backend.saying("old");
                Backend candidate = Backend.saying("new");
                RawClient client = new RawClient(gate.web(Gate.to(backend)))) {
            Tap tap = tap(Gate.to("c", candidate, 1), 100, 10);
            gate.watch(0, 0, tap);
            client.send(POST).answer();
            assertThat(client.send(GET).answer().body()).isEqualTo("old");
            Capture capture = awaitCaptures(1, tap).captures().getFirst();
            assertThat(candidate.heads).hasSize(1);
            assertThat(candidate.heads.getFirst())
                    .startsWith("GET /a?b=1 HTTP/1.1")
                    .contains("Bearer canary-1", "id=canary-2", "localhost");
            CapturedAnswer live = Objects.requireNonNull(capture.live());
            CapturedAnswer copy = Objects.requireNonNull(capture.copy());
            assertThat(text(live.body())).isEqualTo("old");
            assertThat(text(copy.body())).isEqualTo("new");
            assertThat(copy.status()).isEqualTo(200);
            assertThat(capture.request().headers())
                    .as("fields of live requests stay here")
                    .isEmpty();
        }
    }

    @Test
    void aLongLiveAnswerIsNotCopied() throws IOException {
        try (Backend backend = Backend.saying("x".repeat(5000));
                Backend candidate = Backend.saying("new");
                RawClient client = new RawClient(gate.web(Gate.to(backend)))) {
            Tap tap = tap(Gate.to("c", candidate, 1), 1000, 10);
            gate.watch(0, 0, tap);
            assertThat(client.send(GET).answer().body()).hasSize(5000);
            Capture capture = awaitCaptures(1, tap).captures().getFirst();
            assertThat(Objects.requireNonNull(capture.live()).whole()).isFalse();
            assertThat(capture.copy()).isNull();
            assertThat(candidate.heads).isEmpty();
        }
    }

    @Test
    void aCandidateThatHangsHarmsNoLiveRequest() throws IOException {
        CountDownLatch end = new CountDownLatch(1);
        try (Backend backend = Backend.saying("ok");
                Backend candidate = Backend.serving((self, in, out) -> {
                    self.head(in);
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
                RawClient client = new RawClient(gate.web(Gate.to(backend)))) {
            Tap tap = tap(Gate.to("c", candidate, 1), 1000, 1000);
            gate.watch(0, 0, tap);
            for (int i = 0; i < 50; i++) {
                assertThat(client.send(GET).answer().body()).isEqualTo("ok");
            }
            TapFigures figures = Eventually.value(
                    "what is behind is dropped",
                    PATIENCE,
                    () -> figures(gate.watch(0, 0, tap)),
                    seen -> seen.dropped() == 42);
            assertThat(figures.seen()).as("under way").isEqualTo(8);
            end.countDown();
        }
    }

    @Test
    void aMirrorThatNobodyAsksAboutSendsNothing() throws IOException {
        try (Backend backend = Backend.saying("old");
                Backend candidate = Backend.saying("new");
                RawClient client = new RawClient(gate.web(Gate.to(backend)))) {
            Tap tap = tap(Gate.to("c", candidate, 1), 100, 10);
            gate.watch(0, 0, tap);
            clock.advance(Duration.ofSeconds(16));
            client.send(GET).answer();
            gate.watch(0, 0, tap);
            client.send(GET).answer();
            assertThat(awaitCaptures(1, tap).captures()).hasSize(1);
            assertThat(candidate.heads).hasSize(1);
        }
    }

    @Test
    void whatTheCandidateServesItselfIsNotCopiedToIt() throws IOException {
        try (Backend candidate = Backend.saying("new");
                RawClient client = new RawClient(gate.web(Gate.to(candidate)))) {
            Tap tap = tap(Gate.to("c", candidate, 1), 100, 10);
            gate.watch(0, 0, tap);
            client.send(GET).answer();
            assertThat(gate.watch(0, 0, tap).captures()).isEmpty();
            assertThat(candidate.heads).hasSize(1);
        }
    }
}
