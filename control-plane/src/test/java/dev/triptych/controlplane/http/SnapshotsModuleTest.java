package dev.triptych.controlplane.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.http.Api.Answer;
import dev.triptych.controlplane.platform.Home;
import dev.triptych.controlplane.platform.UuidV7;
import dev.triptych.tck.Eventually;
import dev.triptych.tck.fake.FakeBackend;
import dev.triptych.tck.fake.FakeOperation;
import dev.triptych.tck.fake.Fault;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Snapshots of simulated machines on disks. */
@HttpModuleTest
class SnapshotsModuleTest {
    @LocalServerPort
    private int port;

    @Autowired
    private Home home;

    @Autowired
    private FakeBackend engine;

    @Autowired
    private JdbcClient database;

    private Api api;
    private String name;
    private String snapshots;

    @BeforeEach
    void launch() {
        api = new Api(port, home.root());
        name = Api.uniqueName("s");
        snapshots = "/workloads/" + name + "/snapshots";
        String disk = Api.uniqueName("disk");
        assertThat(api.upload(disk + "?format=disk-raw", new byte[4096]).status())
                .isEqualTo(201);
        assertThat(api.post(
                                "/workloads",
                                "{\"name\":\"" + name
                                        + "\",\"kind\":\"vm\",\"lifecycle\":\"service\",\"source\":{\"disk\":\"" + disk
                                        + "\"}}")
                        .status())
                .isEqualTo(201);
        awaitState("running", "ready");
    }

    @AfterEach
    void remove() {
        engine.release();
        api.delete("/workloads/" + name + "?wait=gone");
    }

    private void awaitState(String... states) {
        Eventually.holds(
                name + " is " + List.of(states),
                TerminalClient.PATIENCE,
                () -> Stream.of(states)
                        .anyMatch(api.get("/workloads/" + name)
                                .json()
                                .path("status")
                                .path("state")
                                .asString("")::equals));
    }

    private Answer take(String snapshot) {
        return api.post(snapshots, "{\"name\":\"" + snapshot + "\"}");
    }

    private List<String> shown() {
        return api.get(snapshots)
                .json()
                .path("items")
                .valueStream()
                .map(each -> each.path("name").asString("") + " "
                        + each.path("state").asString("") + " "
                        + each.path("consistency").asString("-"))
                .toList();
    }

    @Test
    void snapshotsAreTakenListedRestoredAndDeleted() {
        Answer first = take("first");
        assertThat(first.status()).as(first.body()).isEqualTo(201);
        assertThat(first.json().path("state").asString()).isEqualTo("ready");
        assertThat(first.json().path("consistency").asString()).isEqualTo("crash");
        assertThat(take("first").code()).isEqualTo("NAME_TAKEN");
        Answer running = api.post(snapshots + "/first/restore", "");
        assertThat(running.code()).isEqualTo("ACTION_NOT_POSSIBLE");
        assertThat(running.json().path("detail").asString()).contains("Stop it");
        assertThat(api.post("/workloads/" + name + "/stop", "").status()).isEqualTo(202);
        awaitState("stopped");
        assertThat(take("second").json().path("consistency").asString()).isEqualTo("stopped");
        assertThat(shown()).containsExactly("first ready crash", "second ready stopped");
        assertThat(api.get(snapshots).json().path("diskBytes").asLong(0)).isPositive();
        assertThat(api.post(snapshots + "/first/restore", "").status()).isEqualTo(200);
        assertThat(api.delete(snapshots + "/first").status()).isEqualTo(204);
        assertThat(api.delete(snapshots + "/first").code()).isEqualTo("SNAPSHOT_NOT_FOUND");
        assertThat(api.post(snapshots + "/first/restore", "").code()).isEqualTo("SNAPSHOT_NOT_FOUND");
        assertThat(shown()).containsExactly("second ready stopped");
        assertThat(api.get("/events?limit=200").body())
                .contains("SNAPSHOT_TAKEN", "SNAPSHOT_RESTORED", "SNAPSHOT_DELETED");
        assertThat(api.get("/audit?limit=100").body())
                .contains("/api/v1/workloads/{name}/snapshots/{snapshot}/restore");
    }

    @Test
    void whatWasCutShortIsBroughtToItsEnd() {
        engine.next(FakeOperation.SNAPSHOT, new Fault.LoseReply());
        assertThat(take("lost").status()).isGreaterThanOrEqualTo(500);
        Eventually.holds("it is settled", TerminalClient.PATIENCE, () -> shown().equals(List.of("lost ready crash")));
    }

    /** As a service that is killed leaves it: begun and on record, whatever the backend has done of it. */
    private void cutShort(String snapshot, String state) {
        assertThat(database.sql("update snapshot set state = ? where name = ? and workload_name = ?")
                        .params(state, snapshot, name)
                        .update())
                .isEqualTo(1);
    }

    private void awaitSnapshots(String... expected) {
        Eventually.holds("the record is true", TerminalClient.PATIENCE, () -> shown().equals(List.of(expected)));
    }

    private boolean isToldAsRestored(String snapshot) {
        return api.get("/events?limit=500").body().contains("brought back to the snapshot \\\"" + snapshot);
    }

    @Test
    void whatAKilledServiceHadBegunToTakeOrDeleteIsDone() {
        assertThat(take("done").status()).isEqualTo(201);
        database.sql("insert into snapshot select ?, workload_id, workload_name, generation, 'asked', 'CREATING', null,"
                        + " created_at, created_by from snapshot where workload_name = ?")
                .params(UuidV7.next(), name)
                .update();
        awaitSnapshots("done ready crash", "asked ready crash");
        cutShort("done", "CREATING"); // the backend has it, and that is not on record
        awaitSnapshots("done ready crash", "asked ready crash");
        cutShort("done", "DELETING");
        awaitSnapshots("asked ready crash");
        assertThat(api.post("/workloads/" + name + "/stop", "").status()).isEqualTo(202);
        awaitState("stopped");
        assertThat(api.post(snapshots + "/asked/restore", "").status())
                .as("the backend has it")
                .isEqualTo(200);
    }

    @Test
    void whatAKilledServiceHadBegunToRestoreIsRestoredUnlessItRunsAgain() {
        assertThat(take(name).status()).isEqualTo(201);
        cutShort(name, "RESTORING");
        awaitSnapshots(name + " ready crash");
        assertThat(isToldAsRestored(name)).as("it runs, which nobody may undo").isFalse();
        assertThat(api.post("/workloads/" + name + "/stop", "").status()).isEqualTo(202);
        awaitState("stopped");
        cutShort(name, "RESTORING");
        awaitSnapshots(name + " ready crash");
        assertThat(isToldAsRestored(name)).isTrue();
    }

    @Test
    void whatTheBackendRefusesLeavesNothingBehind() {
        assertThat(take("Bad").code()).isEqualTo("VALIDATION_FAILED");
        assertThat(api.post(snapshots, "{}").code()).isEqualTo("VALIDATION_FAILED");
        assertThat(api.post(snapshots, "{\"name\":\"a\",\"memory\":true}").code())
                .isEqualTo("UNKNOWN_FIELD");
        for (int i = 1; i <= 20; i++) {
            assertThat(take("s" + i).status()).isEqualTo(201);
        }
        Answer tooMany = take("s21");
        assertThat(tooMany.code()).isEqualTo("ACTION_NOT_POSSIBLE");
        assertThat(tooMany.json().path("detail").asString()).contains("20 snapshots");
        assertThat(shown()).hasSize(20);
    }

    @Test
    void snapshotsGoWithTheirWorkload() {
        assertThat(take("gone").status()).isEqualTo(201);
        String body =
                api.get("/workloads/" + name).json().path("source").path("disk").asString("");
        assertThat(api.delete("/workloads/" + name + "?wait=gone").status()).isEqualTo(204);
        assertThat(api.get(snapshots).code()).isEqualTo("WORKLOAD_NOT_FOUND");
        assertThat(api.post(
                                "/workloads",
                                "{\"name\":\"" + name
                                        + "\",\"kind\":\"vm\",\"lifecycle\":\"service\",\"source\":{\"disk\":\"" + body
                                        + "\"}}")
                        .status())
                .isEqualTo(201);
        awaitState("running", "ready");
        assertThat(shown()).isEmpty();
    }

    @Test
    void whatHasNoDiskOfItsOwnIsRefused() {
        String container = Api.uniqueName("c");
        CommandsModuleTest.running(api, container);
        Answer refused = api.post("/workloads/" + container + "/snapshots", "{\"name\":\"a\"}");
        assertThat(refused.code()).isEqualTo("NOT_SUPPORTED");
        assertThat(refused.json().path("detail").asString()).contains("boots from");
        assertThat(api.get("/workloads/nobody/snapshots").code()).isEqualTo("WORKLOAD_NOT_FOUND");
    }
}
