package dev.triptych.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.LogChunk;
import dev.triptych.spi.LogStream;
import dev.triptych.spi.LogStreaming;
import dev.triptych.spi.Observation;
import dev.triptych.spi.ObservedState;
import dev.triptych.spi.WorkloadSpec;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Every byte that a program writes arrives once and in order. */
public abstract class LogsContract extends Contract {
    private static final List<String> LINES =
            IntStream.rangeClosed(1, 200).mapToObj(i -> "line " + i).toList();
    private static final String TEXT = String.join("\n", LINES) + "\n";

    @Test
    void aSubscriptionBeforeTheStartLosesNothing() {
        WorkloadSpec spec = spec(new TestProgram.PrintLines(LINES));
        create(spec);
        CollectedLog log = follow(spec, null, LogStreaming.FROM_START);
        driver().start(spec);
        log.awaitEnd(fixture().patience());

        assertThat(log.text(LogStream.STDOUT)).endsWith(TEXT);
        assertThat(log.gaps()).isZero();
    }

    @Test
    void aLateSubscriptionGetsEverything() {
        WorkloadSpec spec = spec(new TestProgram.PrintLines(LINES));
        Observation end = run(spec);
        CollectedLog log = follow(spec, end.incarnation(), LogStreaming.FROM_START);
        log.awaitEnd(fixture().patience());

        assertThat(log.text(LogStream.STDOUT)).endsWith(TEXT);
    }

    @Test
    void standardErrorIsKeptApart() {
        WorkloadSpec spec = spec(new TestProgram.PrintBoth("to the left", "to the right"));
        create(spec);
        CollectedLog log = follow(spec, null, LogStreaming.FROM_START);
        driver().start(spec);
        log.awaitEnd(fixture().patience());

        assertThat(log.text(LogStream.STDOUT)).contains("to the left").doesNotContain("to the right");
        assertThat(log.text(LogStream.STDERR)).contains("to the right").doesNotContain("to the left");
    }

    @Test
    void anyBytesPassUnchangedThroughInputAndOutput() {
        byte[] bytes = new byte[4096];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i % 256);
        }
        WorkloadSpec spec = spec(new TestProgram.EchoInput(bytes));
        create(spec);
        CollectedLog log = follow(spec, null, LogStreaming.FROM_START);
        driver().start(spec);
        log.awaitEnd(fixture().patience());

        assertThat(log.bytes(LogStream.STDOUT)).endsWith(bytes);
    }

    @Test
    void theEnvironmentArrives() {
        WorkloadSpec spec = spec(new TestProgram.ShowEnv("GREETING", "Grüße, \"World\" <&> $HOME"));
        create(spec);
        CollectedLog log = follow(spec, null, LogStreaming.FROM_START);
        driver().start(spec);
        log.awaitEnd(fixture().patience());

        assertThat(log.text(LogStream.STDOUT)).contains("Grüße, \"World\" <&> $HOME");
    }

    @Test
    void aCursorResumesWithoutLossOrRepetition() {
        WorkloadSpec spec = spec(new TestProgram.PrintLines(LINES));
        Observation end = run(spec);
        CollectedLog whole = follow(spec, end.incarnation(), LogStreaming.FROM_START);
        whole.awaitEnd(fixture().patience());
        List<LogChunk> chunks = whole.chunks();

        for (int kept = 0; kept < chunks.size(); kept += Math.max(1, chunks.size() / 4)) {
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            chunks.subList(0, kept + 1).stream()
                    .filter(chunk -> chunk.stream() == LogStream.STDOUT)
                    .forEach(chunk -> text.writeBytes(chunk.bytes()));
            CollectedLog rest = follow(spec, end.incarnation(), chunks.get(kept).next());
            rest.awaitEnd(fixture().patience());
            text.writeBytes(rest.bytes(LogStream.STDOUT));
            assertThat(text.toByteArray()).isEqualTo(whole.bytes(LogStream.STDOUT));
        }
    }

    @Test
    void outputComesWhileTheProgramRuns() {
        WorkloadSpec spec = spec(new TestProgram.Stay());
        create(spec);
        CollectedLog log = follow(spec, null, LogStreaming.FROM_START);
        driver().start(spec);
        log.awaitText(LogStream.STDOUT, "\n", fixture().patience());

        assertThat(driver().observe(spec.key()).state()).isEqualTo(ObservedState.RUNNING);
        assertThat(log.ends()).isZero();
        driver().stop(spec.key(), Duration.ofSeconds(1));
        log.awaitEnd(fixture().patience());
    }

    @Test
    void losingASubscriptionHarmsNothing() {
        WorkloadSpec spec = spec(new TestProgram.Stay());
        create(spec);
        logs(driver())
                .follow(spec.key(), null, LogStreaming.FROM_START, new CollectedLog())
                .close();
        driver().start(spec);
        CollectedLog second = follow(spec, null, LogStreaming.FROM_START);
        second.awaitText(LogStream.STDOUT, "\n", fixture().patience());

        assertThat(driver().observe(spec.key()).state()).isEqualTo(ObservedState.RUNNING);
    }
}
