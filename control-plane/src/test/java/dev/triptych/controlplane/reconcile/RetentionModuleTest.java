package dev.triptych.controlplane.reconcile;

import static dev.triptych.controlplane.reconcile.TestPlane.ACTOR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triptych.controlplane.journal.EventFeed;
import dev.triptych.controlplane.journal.EventRetention;
import dev.triptych.controlplane.usage.UsageHistory;
import dev.triptych.controlplane.usage.UsageRecorder;
import dev.triptych.controlplane.workload.DeletedWorkloads;
import dev.triptych.controlplane.workload.Waiting.Condition;
import dev.triptych.controlplane.workload.WorkloadState;
import dev.triptych.controlplane.workload.WorkloadView;
import dev.triptych.spi.DriverContext;
import dev.triptych.spi.Figure;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.Moment;
import dev.triptych.spi.Usage;
import dev.triptych.spi.WorkloadKind;
import dev.triptych.tck.fake.FakeBackend;
import dev.triptych.tck.fake.FakeDriver;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessException;

/** What goes when it is old, and what stays whatever happens. */
class RetentionModuleTest {
    private final FakeBackend backend = new FakeBackend(Clock.systemUTC());
    private TestPlane plane;

    @TempDir
    Path home;

    @BeforeEach
    void open() {
        DriverContext context = new DriverContext(new InstallationId(UUID.randomUUID()), home, Clock.systemUTC());
        plane = TestPlane.open(TestPlane.newSchema(), home, new FakeDriver(WorkloadKind.WASM, context, backend));
    }

    @AfterEach
    void close() {
        plane.close();
    }

    private void insertEvent(long id, Duration age) {
        plane.sql()
                .sql("insert into event (id, at, type, subject_type, subject_name, reason_code, actor,"
                        + " actor_address, message) values (?, now() - make_interval(secs => ?), 't', 'HOST', 'h',"
                        + " 'STARTED', 'a', 'l', '')")
                .params(id, age.toSeconds())
                .update();
    }

    private long events() {
        return plane.sql().sql("select count(*) from event").query(Long.class).single();
    }

    @Test
    void eventsGoWhenTheyAreOldAndReadersAreTold() {
        insertEvent(-3, Duration.ofDays(40));
        insertEvent(-2, Duration.ofDays(31));
        insertEvent(-1, Duration.ofDays(29));

        plane.bean(EventRetention.class).prune(Duration.ofDays(30));

        assertThat(events()).isEqualTo(1);
        assertThat(plane.bean(EventFeed.class).removedUpTo()).isZero();
        insertEvent(5, Duration.ofDays(28));
        plane.bean(EventRetention.class).prune(Duration.ofDays(1));
        assertThat(events()).isZero();
        assertThat(plane.bean(EventFeed.class).removedUpTo()).isEqualTo(5);
    }

    @Test
    void recentHistoryStaysEvenForRetention() {
        insertEvent(1, Duration.ofMinutes(30));

        assertThatExceptionOfType(DataAccessException.class)
                .isThrownBy(() -> plane.bean(EventRetention.class).prune(Duration.ofMinutes(1)))
                .withStackTraceContaining("append-only");
        assertThatExceptionOfType(DataAccessException.class)
                .isThrownBy(() -> plane.sql().sql("delete from event").update())
                .withStackTraceContaining("append-only");
        assertThat(events()).isEqualTo(1);
    }

    @Test
    void whatWasDeletedLongAgoGoesWithItsRuns() {
        backend.onStart(spec -> backend.exit(spec.key(), 0));
        WorkloadView ended = plane.waitFor(plane.commands().create(Jobs.wasm("old"), ACTOR), Condition.EXIT);
        plane.commands().delete("old", null, ACTOR);
        plane.waitFor(ended, Condition.GONE);
        plane.waitFor(plane.commands().create(Jobs.wasm("living"), ACTOR), Condition.EXIT);

        plane.bean(DeletedWorkloads.class).prune(Duration.ofDays(1));
        assertThat(plane.queries().find(ended.workload().id())).isNotNull();
        plane.bean(DeletedWorkloads.class).prune(Duration.ofSeconds(-1));

        assertThat(plane.queries().find(ended.workload().id())).isNull();
        assertThat(plane.queries().get("living").state()).isEqualTo(WorkloadState.SUCCEEDED);
        assertThat(plane.history("old")).isNotEmpty();
    }

    @Test
    void samplesGetFewerAsTheyAge() {
        WorkloadView job = plane.commands().create(Jobs.wasm("job"), ACTOR);
        plane.commands().stop("job", ACTOR);
        plane.waitFor(job, Condition.EXIT);
        plane.sql().sql("delete from usage_sample").update();
        UsageRecorder recorder = plane.bean(UsageRecorder.class);
        Instant quarter = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(5));
        for (int second = 0; second < 900; second += 10) {
            recorder.record(job.workload().id(), 1, sample(quarter.plusSeconds(second), second));
        }

        recorder.prune(Duration.ofDays(1), Duration.ofDays(2), Duration.ofDays(3));
        assertThat(samples(job)).hasSize(90);
        recorder.prune(Duration.ofHours(1), Duration.ofDays(2), Duration.ofDays(3));
        assertThat(samples(job))
                .hasSize(15)
                .extracting(sample -> sample.usage().cpuTime().own())
                .startsWith(50L, 110L)
                .endsWith(890L);
        recorder.prune(Duration.ofMinutes(1), Duration.ofHours(2), Duration.ofDays(3));
        assertThat(samples(job)).hasSize(1);
        recorder.prune(Duration.ofMinutes(1), Duration.ofMinutes(2), Duration.ofHours(3));
        assertThat(samples(job)).isEmpty();
    }

    private List<UsageHistory.UsageSample> samples(WorkloadView job) {
        return plane.bean(UsageHistory.class).samples(job.workload().id(), Instant.EPOCH, 1000);
    }

    private static Usage sample(Instant at, long cpuTime) {
        Figure none = Figure.unavailable(Figure.Unit.BYTES, "not sought");
        Figure time = Figure.measured(Figure.Unit.NANOSECONDS, cpuTime, "test", "");
        return new Usage(Moment.wallClockOnly(at), none, none, time, none, none, none, none);
    }
}
