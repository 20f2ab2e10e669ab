package dev.triptych.controlplane.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.workload.Phase;
import dev.triptych.spi.Moment;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimelineTest {
    private static Moment at(long nanos) {
        return new Moment(Instant.EPOCH.plusNanos(nanos), nanos);
    }

    @Test
    void phasesFollowOneAnotherWithoutGaps() {
        Timeline timeline = Timeline.from(at(100));
        timeline.end(Phase.Name.QUEUED, at(150));
        timeline.end(Phase.Name.PREPARE, at(250));
        timeline.end(Phase.Name.CREATE, at(260));
        timeline.end(Phase.Name.START, at(300));
        timeline.end(Phase.Name.READY, at(1300));

        assertThat(timeline.phases()).extracting(Phase::name).containsExactly(Phase.Name.values());
        assertThat(timeline.phases()).extracting(Phase::nanos).containsExactly(50L, 100L, 10L, 40L, 1000L);
    }

    @Test
    void aPhaseThatSpansARestartIsUnavailableAndNotGuessed() {
        Timeline timeline = Timeline.adopted(List.of(Phase.between(Phase.Name.QUEUED, at(0), at(10))));
        timeline.end(Phase.Name.START, at(500));
        timeline.end(Phase.Name.READY, at(700));

        assertThat(timeline.phases()).extracting(Phase::name).containsExactlyInAnyOrder(Phase.Name.values());
        assertThat(timeline.phases())
                .filteredOn(phase -> phase.nanos() == null)
                .extracting(Phase::name)
                .containsExactly(Phase.Name.PREPARE, Phase.Name.CREATE, Phase.Name.START);
        assertThat(timeline.phases())
                .filteredOn(phase -> phase.nanos() == null)
                .allSatisfy(phase -> assertThat(phase.unavailable()).contains("restarted"));
    }

    @Test
    void aMomentSeenByItsWallClockOnlyMakesNoDuration() {
        Timeline timeline = Timeline.from(Moment.wallClockOnly(Instant.EPOCH));
        timeline.end(Phase.Name.QUEUED, at(10));

        assertThat(timeline.phases().getFirst().nanos()).isNull();
    }

    @Test
    void aPhaseEndsOnce() {
        Timeline timeline = Timeline.from(at(0));
        timeline.end(Phase.Name.QUEUED, at(10));
        timeline.end(Phase.Name.QUEUED, at(99));

        assertThat(timeline.phases()).extracting(Phase::nanos).containsExactly(10L);
    }
}
