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

/** Keeps samples, the fewer the older they are. */
@Component
public class UsageRecorder implements UsageHistory {
    private final JdbcClient database;
    private final Clock clock;

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

    /**
     * Thins samples out as they age: what is left of a minute, or of a quarter of an hour, is its last sample, and nothing
     * is averaged.
     *
     * @param detailed how long every sample is kept
     * @param perMinute how long one for each minute is kept
     * @param all how long one for each quarter of an hour is kept
     */
    public void prune(Duration detailed, Duration perMinute, Duration all) {
        Instant now = clock.instant();
        thin(now.minus(perMinute), now.minus(detailed), Duration.ofMinutes(1));
        thin(now.minus(all), now.minus(perMinute), Duration.ofMinutes(15));
        database.sql("delete from usage_sample where at < ?")
                .param(now.minus(all).atOffset(ZoneOffset.UTC))
                .update();
    }

    private void thin(Instant from, Instant to, Duration step) {
        long seconds = step.toSeconds();
        database.sql("delete from usage_sample s where s.at >= ? and s.at < ? and exists (select 1 from usage_sample l"
                        + " where l.workload_id = s.workload_id and l.run = s.run and l.at > s.at"
                        + " and l.at < s.at + make_interval(secs => ?)"
                        + " and floor(extract(epoch from l.at) / ?) = floor(extract(epoch from s.at) / ?))")
                .params(from.atOffset(ZoneOffset.UTC), to.atOffset(ZoneOffset.UTC), seconds, seconds, seconds)
                .update();
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
