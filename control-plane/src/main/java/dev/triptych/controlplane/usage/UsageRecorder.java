package dev.triptych.controlplane.usage;

import dev.triptych.controlplane.platform.Json;
import dev.triptych.spi.Usage;
import dev.triptych.spi.WorkloadId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Keeps samples for a day. */
@Component
public class UsageRecorder implements UsageHistory {
    private static final Duration KEPT = Duration.ofDays(1);
    private static final Duration PRUNE_EVERY = Duration.ofMinutes(10);

    private final JdbcClient database;
    private final Clock clock;
    private Instant pruned = Instant.EPOCH;

    UsageRecorder(JdbcClient database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Adds one measurement. */
    public void record(WorkloadId workload, int run, Usage usage) {
        database.sql("insert into usage_sample (workload_id, at, run, usage) values (?, ?, ?, ?::jsonb)"
                        + " on conflict do nothing")
                .params(workload.value(), usage.at().at().atOffset(ZoneOffset.UTC), run, Json.write(usage))
                .update();
    }

    /** Drops what is older than a day, every now and then. */
    public synchronized void prune() {
        Instant now = clock.instant();
        if (Duration.between(pruned, now).compareTo(PRUNE_EVERY) > 0) {
            pruned = now;
            database.sql("delete from usage_sample where at < ?")
                    .param(now.minus(KEPT).atOffset(ZoneOffset.UTC))
                    .update();
        }
    }

    @Override
    public List<UsageSample> samples(WorkloadId workload, @Nullable Instant since, int limit) {
        Instant from = since == null ? Instant.EPOCH : since;
        return database.sql("select at, run, usage from usage_sample where workload_id = ? and at > ?"
                        + " order by at limit ?")
                .params(workload.value(), from.atOffset(ZoneOffset.UTC), limit)
                .query((row, index) -> new UsageSample(
                        row.getObject("at", OffsetDateTime.class).toInstant(),
                        row.getInt("run"),
                        Json.read(row.getString("usage"), Usage.class)))
                .list();
    }
}
