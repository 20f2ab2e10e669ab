package dev.triptych.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.LogStream;
import dev.triptych.spi.LogStreaming;
import dev.triptych.spi.ObservedState;
import dev.triptych.spi.Snapshotting;
import dev.triptych.spi.Snapshotting.Consistency;
import dev.triptych.spi.Snapshotting.Snapshot;
import dev.triptych.spi.WorkloadSpec;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a disk held comes back, as often as wanted, and nothing of it is left behind. */
public abstract class SnapshotContract extends Contract {
    @Override
    protected abstract SnapshotFixture openFixture();

    private WorkloadSpec spec(boolean stays) {
        WorkloadSpec spec = ((SnapshotFixture) fixture()).specOfCounting(newKey(), stays);
        create(spec);
        return spec;
    }

    private Snapshotting snapshots() {
        return driver().capability(Snapshotting.class)
                .orElseThrow(() -> new AssertionError(driver().kind() + " has no Snapshotting"));
    }

    /** Starts it and waits for its count. */
    private void boot(WorkloadSpec spec, int count) {
        CollectedLog log = follow(spec, null, LogStreaming.FROM_START);
        driver().start(spec);
        log.awaitText(LogStream.CONSOLE, "boot " + count, fixture().patience());
    }

    private void bootToItsEnd(WorkloadSpec spec, int count) {
        boot(spec, count);
        awaitEnd(spec);
    }

    @Test
    void whatADiskHeldComesBackAsOftenAsWanted() {
        WorkloadSpec spec = spec(false);
        bootToItsEnd(spec, 1);
        assertThat(snapshots().takeSnapshot(spec.key(), "one")).isEqualTo(new Snapshot("one", Consistency.STOPPED));
        assertThat(snapshots().takeSnapshot(spec.key(), "one")).isEqualTo(new Snapshot("one", Consistency.STOPPED));
        bootToItsEnd(spec, 2);
        snapshots().takeSnapshot(spec.key(), "two");
        snapshots().restoreSnapshot(spec.key(), "one");
        bootToItsEnd(spec, 2);
        snapshots().restoreSnapshot(spec.key(), "two");
        bootToItsEnd(spec, 3);

        Snapshotting.Kept kept = snapshots().snapshots(spec.key());
        assertThat(kept.snapshots()).extracting(Snapshot::name).containsExactlyInAnyOrder("one", "two");
        assertThat(kept.diskBytes()).isPositive();
        snapshots().deleteSnapshot(spec.key(), "one");
        snapshots().deleteSnapshot(spec.key(), "one");
        assertThat(snapshots().snapshots(spec.key()).snapshots())
                .extracting(Snapshot::name)
                .containsExactly("two");
        assertRefused(DriverErrorCode.WORKLOAD_ABSENT, () -> snapshots().restoreSnapshot(spec.key(), "one"));
    }

    @Test
    void whatRunsGoesOnWhileASnapshotIsTakenAndRemoved() {
        WorkloadSpec spec = spec(true);
        boot(spec, 1);
        Snapshot taken = snapshots().takeSnapshot(spec.key(), "running");
        assertThat(taken.consistency()).isIn(Consistency.CRASH, Consistency.FROZEN);
        assertThat(snapshots().takeSnapshot(spec.key(), "running")).isEqualTo(taken);
        snapshots().takeSnapshot(spec.key(), "removed");
        snapshots().deleteSnapshot(spec.key(), "removed");
        assertThat(snapshots().snapshots(spec.key()).snapshots()).containsExactly(taken);
        assertThat(driver().observe(spec.key()).state()).isEqualTo(ObservedState.RUNNING);
        assertRefused(DriverErrorCode.NOT_SUPPORTED, () -> snapshots().restoreSnapshot(spec.key(), "running"));

        driver().stop(spec.key(), Duration.ZERO);
        boot(spec, 2);
        driver().stop(spec.key(), Duration.ZERO);
        snapshots().restoreSnapshot(spec.key(), "running");
        boot(spec, 2);
    }

    @Test
    void snapshotsGoWithTheirObjectAndAreFoundByADriverThatIsOpenedAgain() {
        WorkloadSpec spec = spec(false);
        Snapshot taken = snapshots().takeSnapshot(spec.key(), "kept");
        assertThat(fixture()
                        .reopen()
                        .capability(Snapshotting.class)
                        .orElseThrow()
                        .snapshots(spec.key())
                        .snapshots())
                .containsExactly(taken);
        driver().destroy(spec.key());
        assertRefused(DriverErrorCode.WORKLOAD_ABSENT, () -> snapshots().snapshots(spec.key()));
        assertRefused(DriverErrorCode.WORKLOAD_ABSENT, () -> snapshots().takeSnapshot(spec.key(), "late"));
        snapshots().deleteSnapshot(spec.key(), "kept");
        driver().create(spec);
        assertThat(snapshots().snapshots(spec.key()).snapshots()).isEmpty();
    }

    @Test
    void whatHasNoDiskOfItsOwnIsRefused() {
        WorkloadSpec spec = fixture().spec(newKey(), new TestProgram.Stay());
        create(spec);
        assertRefused(DriverErrorCode.NOT_SUPPORTED, () -> snapshots().takeSnapshot(spec.key(), "none"));
        assertRefused(DriverErrorCode.NOT_SUPPORTED, () -> snapshots().snapshots(spec.key()));
    }
}
