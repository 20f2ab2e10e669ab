package dev.triptych.controlplane.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.gateway.client.Gateway;
import dev.triptych.gateway.wire.Applied;
import dev.triptych.gateway.wire.BackendAddress;
import dev.triptych.gateway.wire.Capture;
import dev.triptych.gateway.wire.CapturedAnswer;
import dev.triptych.gateway.wire.CapturedRequest;
import dev.triptych.gateway.wire.Captures;
import dev.triptych.gateway.wire.GatewayCall;
import dev.triptych.gateway.wire.GatewayFigures;
import dev.triptych.gateway.wire.GatewayTable;
import dev.triptych.gateway.wire.Tap;
import dev.triptych.gateway.wire.TapFigures;
import dev.triptych.spi.WorkloadId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What the gateway is told and what is taken over, also when either of the two was another process before. */
class TapDeskTest {
    private final SetClock clock = new SetClock();
    private final FakeStore store = new FakeStore();
    private final FakeGateway gateway = new FakeGateway();
    private final BackendAddress candidate = new BackendAddress("c", "127.0.0.1", 81, 1);
    private final TapDesk desk = new TapDesk(store, gateway, (_, _) -> Optional.of(candidate), clock);
    private final Mirroring mirror = mirror(VerificationResult.NONE);

    private Mirroring mirror(VerificationResult before) {
        return new Mirroring(
                "m",
                "shop",
                new WorkloadId(UUID.randomUUID()),
                new VerificationPlan(List.of(), false, false, null, CompareRules.USUAL, 1),
                new Mirror(Duration.ofMinutes(10), 2),
                before,
                clock.instant());
    }

    private Recording recording() {
        Instant now = clock.instant();
        return new Recording(
                UUID.randomUUID(),
                "shop",
                RecordingSpec.USUAL,
                now,
                now.plusSeconds(600),
                now.plus(RecordingSpec.LONGEST),
                0,
                0,
                0);
    }

    private static Capture capture(long number, String tap) {
        CapturedAnswer answer = new CapturedAnswer(200, List.of(), new byte[0], true, null);
        return new Capture(number, tap, new CapturedRequest("GET", "/", List.of(), new byte[0]), answer, answer);
    }

    @Test
    void theFirstRoundClearsWhatAProcessBeforeMayHaveLeft() throws Exception {
        desk.turn();
        assertThat(gateway.told).hasSize(1);
        assertThat(gateway.told.getFirst().taps()).isEmpty();
        desk.turn();
        assertThat(gateway.told).as("nothing more to say").hasSize(1);
        assertThat(store.rounds).as("what is over is erased before").isPositive();
    }

    @Test
    void aRecordingIsToldAgainAfterEitherWasRestarted() throws Exception {
        store.all.add(recording());
        String tap = store.all.getFirst().id().toString();
        gateway.answer(7, List.of(capture(1, tap), capture(2, tap)));
        gateway.answer(7, List.of(capture(2, tap), capture(3, tap)));
        desk.turn();
        assertThat(store.stored).containsExactly("7/1", "7/2", "7/3");
        assertThat(gateway.told.getLast().seen()).isEqualTo(3);
        gateway.answer(9, List.of(capture(1, tap)));
        desk.turn();
        assertThat(store.stored).as("another gateway counts anew").endsWith("9/1");
        assertThat(gateway.told.getLast().taps()).extracting(Tap::id).containsExactly(tap);
        store.all.clear();
        store.change++;
        desk.turn();
        assertThat(gateway.told.getLast().taps()).as("erased").isEmpty();
    }

    @Test
    void skippedRequestsAreCountedOnce() throws Exception {
        store.all.add(recording());
        gateway.figures = Map.of(store.all.getFirst().id().toString(), new TapFigures(5, 2, 1));
        desk.turn();
        desk.turn();
        assertThat(store.skipped).isEqualTo(3);
    }

    @Test
    void aMirrorEndsAtItsCountAndWhenNobodyAsks() throws Exception {
        desk.mirrors().put("shop", mirror);
        gateway.answer(7, List.of(capture(1, "m"), capture(2, "m"), capture(3, "m")));
        desk.turn();
        assertThat(mirror.result().compared()).isEqualTo(2);
        assertThat(mirror.open(clock.instant())).isFalse();
        assertThat(gateway.told.getFirst().taps().getFirst().copyTo()).isEqualTo(candidate);
        clock.advance(Mirroring.FORGOTTEN.plusSeconds(1));
        desk.turn();
        assertThat(desk.mirrors()).isEmpty();
        assertThat(gateway.told.getLast().taps()).isEmpty();
    }

    @Test
    void aMirrorGoesOnFromWhatHadBeenCompared() throws Exception {
        VerificationResult before = new VerificationResult(1, 1, 0, List.of(), List.of());
        desk.mirrors().put("shop", mirror(before));
        gateway.answer(7, List.of(capture(1, "m"), capture(2, "m")));
        desk.turn();
        assertThat(desk.mirrors().get("shop").result().compared()).isEqualTo(2);
        assertThat(desk.mirrors().get("shop").open(clock.instant())).isFalse();
    }

    @Test
    void whatIsDroppedIsTold() throws Exception {
        desk.mirrors().put("shop", mirror);
        gateway.figures = Map.of("m", new TapFigures(8, 42, 0));
        desk.turn();
        assertThat(mirror.result().notes()).anyMatch(note -> note.startsWith("42 live requests were not copied"));
    }

    private static final class SetClock extends Clock {
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        void advance(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private static final class FakeStore implements RecordingStore {
        private final List<Recording> all = new ArrayList<>();
        private final List<String> stored = new ArrayList<>();
        private long change;
        private long skipped;
        private int rounds;

        @Override
        public long changes() {
            return change;
        }

        @Override
        public List<Recording> all() {
            return List.copyOf(all);
        }

        @Override
        public void eraseOver() {
            rounds++;
        }

        @Override
        public void store(Recording recording, long source, long number, CapturedRequest request) {
            stored.add(source + "/" + number);
        }

        @Override
        public void skip(Recording recording, long more) {
            skipped += more;
        }
    }

    private static final class FakeGateway implements Gateway {
        private final List<GatewayCall.Watch> told = new ArrayList<>();
        private final Deque<Captures> answers = new ArrayDeque<>();
        private Map<String, TapFigures> figures = Map.of();
        private long source = 7;

        void answer(long from, List<Capture> captures) {
            answers.add(new Captures(from, captures, Map.of()));
        }

        @Override
        public Captures watch(GatewayCall.Watch watch) {
            told.add(watch);
            Captures next = answers.poll();
            source = next == null ? source : next.source();
            return next == null ? new Captures(source, List.of(), figures) : next;
        }

        @Override
        public boolean running() {
            return true;
        }

        @Override
        public Applied apply(GatewayTable table) {
            return new Applied(0, null, Map.of(), Map.of(), Map.of());
        }

        @Override
        public GatewayFigures figures() {
            return new GatewayFigures(Instant.EPOCH, Map.of(), Map.of(), 0);
        }

        @Override
        public CapturedAnswer send(GatewayCall.Send request) {
            return CapturedAnswer.failed("nobody is there");
        }

        @Override
        public void close() {}
    }
}
