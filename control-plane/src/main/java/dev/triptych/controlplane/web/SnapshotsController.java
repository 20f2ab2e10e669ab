package dev.triptych.controlplane.web;

import dev.triptych.api.SnapshotsApi;
import dev.triptych.api.model.Snapshot;
import dev.triptych.api.model.SnapshotConsistency;
import dev.triptych.api.model.SnapshotList;
import dev.triptych.api.model.SnapshotRequest;
import dev.triptych.api.model.SnapshotState;
import dev.triptych.controlplane.access.Callers;
import dev.triptych.controlplane.snapshot.Snapshots;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

@RestController
final class SnapshotsController implements SnapshotsApi {
    private final Snapshots snapshots;

    SnapshotsController(Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    @Override
    public ResponseEntity<SnapshotList> listSnapshots(String workload) {
        Snapshots.Kept kept = snapshots.list(workload);
        return ResponseEntity.ok(new SnapshotList(kept.snapshots().stream()
                        .map(SnapshotsController::shown)
                        .toList())
                .diskBytes(kept.diskBytes()));
    }

    @Override
    public ResponseEntity<Snapshot> takeSnapshot(String workload, SnapshotRequest body) {
        String wanted = body.getName();
        new Checks().name(wanted, "name").refuseIfAny();
        return ResponseEntity.status(HttpStatus.CREATED)
                .body(shown(snapshots.take(workload, wanted, Callers.current().actor())));
    }

    @Override
    public ResponseEntity<Snapshot> restoreSnapshot(String workload, String snapshot) {
        return ResponseEntity.ok(
                shown(snapshots.restore(workload, snapshot, Callers.current().actor())));
    }

    @Override
    public ResponseEntity<Void> deleteSnapshot(String workload, String snapshot) {
        snapshots.delete(workload, snapshot, Callers.current().actor());
        return ResponseEntity.noContent().build();
    }

    private static Snapshot shown(dev.triptych.controlplane.snapshot.Snapshot snapshot) {
        return new Snapshot(
                        snapshot.name(),
                        SnapshotState.valueOf(snapshot.state().name()),
                        snapshot.createdAt(),
                        snapshot.createdBy())
                .consistency(
                        snapshot.consistency() == null
                                ? null
                                : SnapshotConsistency.valueOf(
                                        snapshot.consistency().name()));
    }
}
