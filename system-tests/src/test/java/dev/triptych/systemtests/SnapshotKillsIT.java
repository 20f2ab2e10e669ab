package dev.triptych.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.systemtests.GatedTool.Moment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/**
 * The service is killed while a snapshot is taken, brought back or removed, before and after that has happened to the disk: the
 * next one ends what was begun, once, and nobody else is harmed.
 */
@Tag("backend")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SnapshotKillsIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String NEIGHBOUR = "neighbour";

    private final GatedTool tool = new GatedTool();
    private String machine = "";

    @SuppressWarnings("NullAway.Init")
    private Service service;

    @SuppressWarnings("NullAway.Init")
    private Http http;

    @BeforeAll
    void startAServiceWithANeighbour() {
        service = Service.start(
                Map.of("TRIPTYCH_VM_DISKTOOL", tool.program().toString(), "TRIPTYCH_RECONCILE_SWEEPEVERY", "1s"));
        http = service.admin();
        http.upload("/api/v1/artifacts/goes-off?format=disk-raw", CountingDisk.image(false))
                .expect(201);
        http.upload("/api/v1/artifacts/stays?format=disk-raw", CountingDisk.image(true))
                .expect(201);
        Workloads.launch(http, Counters.counter("container", NEIGHBOUR));
    }

    @AfterAll
    void endBoth() {
        service.close();
        tool.close();
    }

    @BeforeEach
    void nameAMachine() {
        machine = "kill-" + UUID.randomUUID().toString().substring(0, 8);
    }

    /** With its disk and all that was kept of it. */
    @AfterEach
    void nothingIsLeft() {
        Path folder = CountingDisk.of(machine).getParent();
        Workloads.delete(http, machine);
        assertThat(folder).doesNotExist();
        assertThat(Backends.domains(service)).doesNotContainKey(machine);
        assertThat(http.get("/api/v1/host/orphans").expect(200).json().path("items"))
                .isEmpty();
        assertThat(Workloads.state(http, NEIGHBOUR)).isEqualTo("ready");
        assertThat(Told.runs(http, NEIGHBOUR)).isOne();
        assertThat(Told.states(http, NEIGHBOUR)).doesNotContain("failed", "lost");
        Counters.awaitBeyond(http, NEIGHBOUR, Counters.last(http, NEIGHBOUR));
        Counters.assertWhole(http, NEIGHBOUR);
    }

    private Map<String, Object> description(String disk, String lifecycle) {
        return Map.of("name", machine, "kind", "vm", "lifecycle", lifecycle, "source", Map.of("disk", disk));
    }

    /** One that has counted to 1 and is off. */
    private void machineThatIsOff() {
        Workloads.run(http, description("goes-off", "job"));
        assertThat(countOfRun(1)).isOne();
    }

    private void machineThatRuns() {
        Workloads.launch(http, description("stays", "service"));
        assertThat(countOfRun(1)).isOne();
    }

    private int countOfRun(int run) {
        String path = Workloads.PATH + "/" + machine + "/logs?stream=console&run=" + run;
        Await.level(
                "run " + run + " tells its count",
                PATIENCE,
                () -> http.get(path).expect(200).text().contains("sectors 0x"));
        String console = http.get(path).expect(200).text();
        return console.charAt(console.indexOf("boot ") + "boot ".length()) - '0';
    }

    /** What the next run counts to; the machine is off again on return. */
    private int counts() {
        int run = Told.runs(http, machine) + 1;
        http.post(Workloads.PATH + "/" + machine + "/start").expect(202);
        int count = countOfRun(run);
        Await.level("it is off", PATIENCE, () -> Workloads.state(http, machine).equals("stopped"));
        return count;
    }

    private String snapshots() {
        return Workloads.PATH + "/" + machine + "/snapshots";
    }

    private Answer take(String name) {
        return http.post(snapshots(), Map.of("name", name));
    }

    private List<String> shown() {
        return http.get(snapshots())
                .expect(200)
                .json()
                .path("items")
                .valueStream()
                .map(each -> each.path("name").asString() + " "
                        + each.path("state").asString() + " "
                        + each.path("consistency").asString("-"))
                .toList();
    }

    /** What the record says, and the disk has as many and no damage. */
    private void assertSettled(String... expected) {
        Await.level(
                "the record is settled", PATIENCE, () -> shown().stream().noneMatch(each -> !each.contains(" ready ")));
        assertThat(shown()).containsExactly(expected);
        Path disk = CountingDisk.of(machine);
        assertThat(CountingDisk.snapshots(disk)).hasSize(expected.length).doesNotHaveDuplicates();
        assertThat(Shell.attempt("qemu-img", "check", "--force-share", disk.toString())
                        .code())
                .as("no damage; 3 tells of room that is lost")
                .isIn(0, 3);
    }

    /** What is told to have been done to the machine's disk. */
    private List<String> told() {
        return http.get("/api/v1/events?limit=500&after=0&workload=" + machine)
                .expect(200)
                .json()
                .path("items")
                .valueStream()
                .map(event -> event.path("reason").path("code").asString(""))
                .filter(reason -> reason.startsWith("SNAPSHOT_"))
                .toList();
    }

    /** The command is begun, the tool stops, and there the service is killed: nobody is answered, and the tool ends with it. */
    private void killIn(Moment moment, String words, Supplier<Answer> command) {
        tool.stopNext(moment, words);
        CompletableFuture<Answer> answer = CompletableFuture.supplyAsync(command);
        ProcessHandle stopped = tool.awaitStopped();
        assertThat(answer).isNotDone();
        service.kill();
        Await.level("the tool has ended", PATIENCE, () -> !stopped.isAlive());
        assertCutOff(answer);
    }

    private static void assertCutOff(CompletableFuture<Answer> answer) {
        assertThatThrownBy(answer::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(UncheckedIOException.class);
    }

    @ParameterizedTest
    @EnumSource(Moment.class)
    void whatWasBeingTakenIsTakenOnce(Moment moment) {
        machineThatIsOff();
        killIn(moment, "snapshot -c", () -> take("one"));
        assertThat(CountingDisk.snapshots(CountingDisk.of(machine))).hasSize(moment == Moment.AFTER ? 1 : 0);
        service.startAgain();
        assertSettled("one ready stopped");
        assertThat(told()).containsExactly("SNAPSHOT_TAKEN");
        assertThat(counts()).isEqualTo(2);
        http.post(snapshots() + "/one/restore", Map.of()).expect(200);
        assertThat(counts()).as("it holds what was there").isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(Moment.class)
    void whatWasBeingBroughtBackIsBroughtBack(Moment moment) {
        machineThatIsOff();
        take("one").expect(201);
        assertThat(counts()).isEqualTo(2);
        take("two").expect(201);
        killIn(moment, "snapshot -a", () -> http.post(snapshots() + "/one/restore", Map.of()));
        service.startAgain();
        assertSettled("one ready stopped", "two ready stopped");
        assertThat(told()).containsOnlyOnce("SNAPSHOT_RESTORED");
        assertThat(counts()).as("after what it was brought back to").isEqualTo(2);
        http.post(snapshots() + "/two/restore", Map.of()).expect(200);
        assertThat(counts()).as("the other one is as it was").isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource(Moment.class)
    void whatWasBeingRemovedIsGone(Moment moment) {
        machineThatIsOff();
        take("one").expect(201);
        take("two").expect(201);
        killIn(moment, "snapshot -d", () -> http.delete(snapshots() + "/one"));
        assertThat(CountingDisk.snapshots(CountingDisk.of(machine))).hasSize(moment == Moment.AFTER ? 1 : 2);
        service.startAgain();
        assertSettled("two ready stopped");
        assertThat(told()).containsOnlyOnce("SNAPSHOT_DELETED");
        assertThat(counts()).isEqualTo(2);
        http.post(snapshots() + "/two/restore", Map.of()).expect(200);
        assertThat(counts()).as("the other one is as it was").isEqualTo(2);
    }

    @Test
    void ofAMachineThatRunsItIsTakenWhenNobodyHadBegun() {
        machineThatRuns();
        killIn(Moment.BEFORE, "info", () -> take("one"));
        assertThat(CountingDisk.snapshots(CountingDisk.of(machine))).isEmpty();
        service.startAgain();
        assertSettled("one ready crash");
        assertItRan();
    }

    /** Whoever would write it down is held up, and then ended: the disk has it, and that is not on record. */
    @Test
    void ofAMachineThatRunsItIsNotTakenTwice() throws SQLException, IOException {
        machineThatRuns();
        tool.stopNext(Moment.BEFORE, "info");
        CompletableFuture<Answer> answer = CompletableFuture.supplyAsync(() -> take("one"));
        tool.awaitStopped();
        try (Connection database = OwnDatabase.of(service.home()).connect();
                Statement statement = database.createStatement()) {
            database.setAutoCommit(false);
            statement.execute("lock table snapshot in share mode");
            tool.goOn();
            Path disk = CountingDisk.of(machine);
            Await.level(
                    "the disk has it",
                    PATIENCE,
                    () -> CountingDisk.snapshots(disk).size() == 1);
            assertThat(answer).isNotDone();
            service.kill();
            statement.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                    + " where usename = current_user and pid <> pg_backend_pid()");
            database.rollback();
        }
        assertCutOff(answer);
        service.startAgain();
        assertSettled("one ready crash");
        assertItRan();
    }

    @Test
    void ofAMachineThatRunsItIsRemoved() {
        machineThatRuns();
        take("one").expect(201);
        take("two").expect(201);
        killIn(Moment.BEFORE, "info", () -> http.delete(snapshots() + "/one"));
        service.startAgain();
        assertSettled("two ready crash");
        assertThat(told()).containsOnlyOnce("SNAPSHOT_DELETED");
        assertThat(Told.runs(http, machine)).isOne();
        assertThat(Workloads.state(http, machine)).isEqualTo("ready");
    }

    /** It went on all the time, and what was kept of it boots. */
    private void assertItRan() {
        assertThat(told()).containsExactly("SNAPSHOT_TAKEN");
        assertThat(Workloads.state(http, machine)).isEqualTo("ready");
        assertThat(Told.runs(http, machine)).isOne();
        http.post(Workloads.PATH + "/" + machine + "/stop").expect(202);
        Await.level("it is off", PATIENCE, () -> Workloads.state(http, machine).equals("stopped"));
        http.post(snapshots() + "/one/restore", Map.of()).expect(200);
        http.post(Workloads.PATH + "/" + machine + "/start").expect(202);
        assertThat(countOfRun(2)).isEqualTo(2);
    }

    /** As an administrator who looks at it with QEMU's tools. */
    @Test
    void aDiskThatSomebodyHasOpenIsWaitedFor() throws IOException, InterruptedException {
        machineThatIsOff();
        Path disk = CountingDisk.of(machine);
        Path words = Files.createTempFile("snapshot-kills", ".words");
        Process holder = new ProcessBuilder("qemu-io", "-f", "qcow2", disk.toString())
                .redirectErrorStream(true)
                .redirectOutput(words.toFile())
                .start();
        try {
            Await.level("it is open", PATIENCE, () -> asks(words));
            JsonNode refusal = take("one").expectProblem(504, "BACKEND_TIMEOUT").json();
            assertThat(refusal.path("detail").asString()).contains("open");
            assertThat(shown()).containsExactly("one creating -");
        } finally {
            holder.getOutputStream().close();
            holder.waitFor();
            Files.delete(words);
        }
        assertSettled("one ready stopped");
    }

    private static boolean asks(Path words) {
        try {
            return Files.readString(words).contains("qemu-io>");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
