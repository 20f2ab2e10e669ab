package dev.triptych.driver.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.DriverException;
import dev.triptych.spi.LogChunk;
import dev.triptych.spi.LogSink;
import dev.triptych.spi.LogStream;
import dev.triptych.spi.LogStreaming;
import dev.triptych.spi.Observation;
import dev.triptych.spi.ObservedState;
import dev.triptych.spi.Registration;
import dev.triptych.spi.WorkloadSpec;
import dev.triptych.tck.CollectedLog;
import dev.triptych.tck.Eventually;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Output of real containers: exact to the byte, whatever happens to the subscription. */
@Tag("backend")
class DockerDriverLogsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final DockerFixture fixture = new DockerFixture();

    @AfterEach
    void removeEverything() {
        fixture.close();
    }

    private LogStreaming logs() {
        return fixture.driver().capability(LogStreaming.class).orElseThrow();
    }

    private Observation awaitEnd(WorkloadSpec spec) {
        return Eventually.value(
                "the container ends",
                PATIENCE,
                () -> fixture.driver().observe(spec.key()),
                seen -> seen.exit() != null);
    }

    /** Random bytes to standard output, their hash to standard error. */
    private WorkloadSpec randomOutput(int bytes) {
        return fixture.script("head -c " + bytes + " /dev/urandom > /x; sha256sum /x >&2; cat /x");
    }

    private static void assertHashMatches(CollectedLog log) {
        assertThat(log.text(LogStream.STDERR)).startsWith(sha256(log.bytes(LogStream.STDOUT)));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void largeBinaryOutputArrivesLiveAlsoBeyondWhatTheLogKeeps() {
        WorkloadSpec spec = randomOutput(8 << 20);
        fixture.driver().create(spec);
        CollectedLog log = new CollectedLog();
        logs().follow(spec.key(), null, LogStreaming.FROM_START, log);
        fixture.driver().start(spec);
        log.awaitEnd(PATIENCE);

        assertHashMatches(log);
        assertThat(log.gaps()).isZero();
        assertThat(log.chunks()).allMatch(chunk -> chunk.bytes().length <= LogPass.MOST_CHUNK_BYTES);
    }

    @Test
    void binaryOutputIsReadBackFromTheLogAsItWas() {
        WorkloadSpec spec = randomOutput(1 << 20);
        fixture.driver().create(spec);
        fixture.driver().start(spec);
        Observation end = awaitEnd(spec);
        CollectedLog log = new CollectedLog();
        logs().follow(spec.key(), end.incarnation(), LogStreaming.FROM_START, log);
        log.awaitEnd(PATIENCE);

        assertHashMatches(log);
        assertThat(log.gaps()).isZero();
    }

    @Test
    void outputThatTheLogNoLongerHoldsIsAGap() {
        WorkloadSpec spec = randomOutput(8 << 20);
        fixture.driver().create(spec);
        fixture.driver().start(spec);
        Observation end = awaitEnd(spec);
        CollectedLog log = new CollectedLog();
        logs().follow(spec.key(), end.incarnation(), LogStreaming.FROM_START, log);
        log.awaitEnd(PATIENCE);

        assertThat(log.gaps()).isPositive();
        assertThat(log.bytes(LogStream.STDOUT).length).isLessThan(8 << 20).isPositive();
    }

    @Test
    void aSinkThatBlocksNeitherHoldsTheGuestNorLosesItsOutput() throws InterruptedException {
        WorkloadSpec spec = fixture.script(
                "head -c 2500000 /dev/urandom > /x; sha256sum /x >&2; cat /x; sleep 0.2; echo more >> /x; echo more");
        fixture.driver().create(spec);
        BlockingSink blocked = new BlockingSink();
        logs().follow(spec.key(), null, LogStreaming.FROM_START, blocked);
        CollectedLog other = new CollectedLog();
        logs().follow(spec.key(), null, LogStreaming.FROM_START, other);
        fixture.driver().start(spec);

        awaitEnd(spec);
        other.awaitEnd(PATIENCE);
        assertThat(blocked.received.ends()).isZero();
        blocked.release();
        blocked.received.awaitEnd(PATIENCE);

        assertThat(blocked.received.bytes(LogStream.STDOUT)).isEqualTo(other.bytes(LogStream.STDOUT));
        assertThat(blocked.received.text(LogStream.STDERR)).isEqualTo(other.text(LogStream.STDERR));
        assertThat(blocked.received.gaps()).isZero();
    }

    @Test
    void aFollowerIsResumedByAnotherDriverWhileTheGuestWrites() {
        WorkloadSpec spec = fixture.script("i=0; while [ $i -lt 3000 ]; do echo line $i; i=$((i+1)); done; sleep 0.5;"
                + " while [ $i -lt 6000 ]; do echo line $i; i=$((i+1)); done; echo -n end");
        fixture.driver().create(spec);
        CollectedLog first = new CollectedLog();
        Registration registration = logs().follow(spec.key(), null, LogStreaming.FROM_START, first);
        Observation started = fixture.driver().start(spec);
        first.awaitText(LogStream.STDOUT, "line 100\n", PATIENCE);
        registration.close();
        var kept = first.chunks();

        CollectedLog rest = new CollectedLog();
        fixture.reopen()
                .capability(LogStreaming.class)
                .orElseThrow()
                .follow(spec.key(), started.incarnation(), kept.getLast().next(), rest);
        rest.awaitEnd(PATIENCE);

        StringBuilder whole = new StringBuilder();
        kept.forEach(chunk -> whole.append(new String(chunk.bytes(), StandardCharsets.UTF_8)));
        whole.append(rest.text(LogStream.STDOUT));
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 6000; i++) {
            expected.append("line ").append(i).append('\n');
        }
        assertThat(whole.toString()).isEqualTo(expected.append("end").toString());
        assertThat(rest.gaps()).isZero();
    }

    @Test
    void eachIncarnationHasItsOwnOutput() {
        WorkloadSpec spec = fixture.script("echo again >> /count; cat /count");
        fixture.driver().create(spec);
        Observation first = fixture.driver().start(spec);
        awaitEnd(spec);
        CollectedLog second = new CollectedLog();
        logs().follow(spec.key(), null, LogStreaming.FROM_START, second);
        Observation restarted = fixture.driver().start(spec);
        second.awaitEnd(PATIENCE);
        assertThat(second.text(LogStream.STDOUT)).isEqualTo("again\nagain\n");

        for (Observation run : new Observation[] {first, restarted}) {
            CollectedLog late = new CollectedLog();
            fixture.reopen()
                    .capability(LogStreaming.class)
                    .orElseThrow()
                    .follow(spec.key(), run.incarnation(), LogStreaming.FROM_START, late);
            late.awaitEnd(PATIENCE);
            assertThat(late.text(LogStream.STDOUT)).isEqualTo(run.equals(first) ? "again\n" : "again\nagain\n");
        }
    }

    @Test
    void aLineWithoutAnEndIsSeenWhileTheProgramRuns() {
        WorkloadSpec spec = fixture.script("echo -n 'name? '; sleep 100");
        fixture.driver().create(spec);
        CollectedLog log = new CollectedLog();
        logs().follow(spec.key(), null, LogStreaming.FROM_START, log);
        fixture.driver().start(spec);

        log.awaitText(LogStream.STDOUT, "name? ", PATIENCE);
        assertThat(fixture.driver().observe(spec.key()).state()).isEqualTo(ObservedState.RUNNING);
    }

    @Test
    void theRemovalOfTheContainerEndsASubscription() {
        WorkloadSpec spec = fixture.script("echo ready; sleep 100");
        fixture.driver().create(spec);
        CollectedLog log = new CollectedLog();
        logs().follow(spec.key(), null, LogStreaming.FROM_START, log);
        fixture.driver().start(spec);
        log.awaitText(LogStream.STDOUT, "ready\n", PATIENCE);
        fixture.driver().destroy(spec.key());

        Eventually.holds("the subscription ends", PATIENCE, () -> log.ends() > 0);
    }

    /** Takes nothing until it is released. */
    private static final class BlockingSink implements LogSink {
        final CollectedLog received = new CollectedLog();
        private final CountDownLatch released = new CountDownLatch(1);

        void release() {
            released.countDown();
        }

        @Override
        public void chunk(LogChunk chunk) {
            try {
                assertThat(released.await(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            received.chunk(chunk);
        }

        @Override
        public void gap(@Nullable Long lostBytes, String reason) {
            received.gap(lostBytes, reason);
        }

        @Override
        public void ended(@Nullable DriverException cause) {
            received.ended(cause);
        }
    }
}
