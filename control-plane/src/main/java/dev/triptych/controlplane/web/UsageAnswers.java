package dev.triptych.controlplane.web;

import dev.triptych.api.model.Footprint;
import dev.triptych.api.model.Served;
import dev.triptych.api.model.Usage;
import dev.triptych.api.model.UsageSample;
import dev.triptych.controlplane.dispatch.Invocations;
import dev.triptych.controlplane.usage.UsageHistory;
import dev.triptych.spi.Requests;
import dev.triptych.spi.WorkloadId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Answers with samples of what a workload used. */
@Component
final class UsageAnswers {
    private static final Duration USUAL = Duration.ofMinutes(10);
    private static final int MOST_SAMPLES = 5_000;

    private final UsageHistory history;
    private final Invocations invocations;
    private final Clock clock;

    UsageAnswers(UsageHistory history, Invocations invocations, Clock clock) {
        this.history = history;
        this.invocations = invocations;
        this.clock = clock;
    }

    Usage of(WorkloadId workload, @Nullable String since) {
        return new Usage(history.samples(workload, begin(since), MOST_SAMPLES).stream()
                        .map(sample -> new UsageSample(sample.at(), sample.run(), footprint(sample.usage()))
                                .requests(served(sample.usage().requests())))
                        .toList())
                .invocations(served(invocations.served(workload).orElse(null)));
    }

    private static @Nullable Served served(@Nullable Requests requests) {
        return requests == null
                ? null
                : new Served(
                        requests.answered(),
                        requests.failed(),
                        requests.refused(),
                        requests.active(),
                        requests.waiting(),
                        requests.p50Nanos(),
                        requests.p95Nanos(),
                        requests.p99Nanos(),
                        requests.maxNanos());
    }

    private static Footprint footprint(dev.triptych.spi.Usage usage) {
        return Objects.requireNonNull(RunWriter.footprint(usage));
    }

    /** A time, or a duration back from now. */
    private Instant begin(@Nullable String since) {
        Checks checks = new Checks();
        Instant begin =
                checks.parsed(since, "since", this::moment, clock.instant().minus(USUAL));
        checks.refuseIfAny();
        return begin;
    }

    private Instant moment(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException notATime) {
            try {
                return clock.instant().minus(DurationText.parse(text));
            } catch (IllegalArgumentException | ArithmeticException notADuration) {
                throw new IllegalArgumentException(
                        "\"" + Shown.text(text) + "\" is neither a time such as 2026-01-31T12:00:00Z nor a duration"
                                + " back from now such as 5m",
                        notADuration);
            }
        }
    }
}
