package dev.triptych.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.reflect.AccessFlag;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The packaged service dies at every step of create, start, stop, end and destroy, each time while a workload of every kind
 * is at that very step; and the next start ends in the right state, with one object in each backend and no run started
 * twice.
 */
@Tag("backend")
class KillPointsIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String KILL_POINTS = "BOOT-INF/classes/dev/triptych/controlplane/reconcile/KillPoint.class";

    private static final List<String> BEGIN =
            List.of("RUN_RECORDED", "RUN_PREPARED", "OBJECT_CREATED", "RUN_STARTED", "START_RECORDED");
    private static final List<String> STOP = List.of("STOP_RECORDED", "RUN_STOPPED", "RUN_ENDED", "END_RECORDED");
    private static final List<String> DESTROY = List.of(
            "REMOVAL_RECORDED",
            "OBJECT_STOPPED",
            "OBJECT_DESTROYED",
            "DESTRUCTION_RECORDED",
            "LOGS_DELETED",
            "FORGOTTEN");

    /**
     * One life and its end.
     *
     * @param point where it ends
     * @param command what brings a workload of each kind there
     * @param outcome what the next life has to reach by itself; on the way there it must not pass its own point
     */
    private record Life(String point, Runnable command, Runnable outcome) {}

    @SuppressWarnings("NullAway.Init")
    private Service service;

    @SuppressWarnings("NullAway.Init")
    private Http http;

    @SuppressWarnings("NullAway.Init")
    private StartsSeen starts;

    @SuppressWarnings("NullAway.Init")
    private String tag;

    @BeforeEach
    void startAServiceAndListenToTheBackends() {
        starts = StartsSeen.listen();
        service = Service.start(Map.of("TRIPTYCH_RECONCILE_SWEEPEVERY", "1s"));
        http = service.admin();
        Counters.upload(http);
        String installation = Backends.installation(service);
        tag = installation.substring(installation.length() - 6); // others may run the same test on this host
        service.stop();
    }

    @AfterEach
    void endBoth() {
        try {
            service.startAgain(Map.of());
            service.close();
        } finally {
            starts.close();
        }
    }

    @Test
    @Timeout(value = 25, unit = TimeUnit.MINUTES) // ten on a machine that is busy with other things too
    void theNextStartEndsInTheRightStateWhereverTheLastOneDied() throws IOException {
        List<Life> lives = lives();
        assertThat(lives.stream().map(Life::point).collect(Collectors.toSet()))
                .as("the kill points that are tried here")
                .isEqualTo(killPointsOfThePackagedService());

        Runnable outcome = () -> {};
        for (Life life : lives) {
            service.startAgain(
                    Map.of("TRIPTYCH_FAULT_KILLPOINT", life.point(), "TRIPTYCH_FAULT_KILLKINDS", "vm,container,wasm"));
            outcome.run();
            unlessItDies(life.command());
            service.awaitDeathAt(life.point(), PATIENCE);
            outcome = life.outcome();
        }
        service.startAgain(Map.of());
        outcome.run();
    }

    /** The last command may be cut off before it is answered; then it is on record all the same, or nobody comes to the point. */
    private static void unlessItDies(Runnable command) {
        try {
            command.run();
        } catch (UncheckedIOException cutOff) {
            return;
        }
    }

    /** In an order in which no life passes its own point before it is told to. */
    private List<Life> lives() {
        List<Life> lives = new ArrayList<>();
        for (int i = 0; i < STOP.size(); i++) {
            Trio trio = trio("round-" + i);
            lives.add(new Life(BEGIN.get(i), trio::create, () -> assertRunning(trio, 1)));
            lives.add(new Life(STOP.get(i), trio::stop, () -> assertEnded(trio, "stopped", 1)));
            lives.add(new Life(BEGIN.get(i), trio::start, () -> assertRunning(trio, 2)));
            lives.add(new Life(DESTROY.get(i), () -> deleteWithOneThatWaits(trio), () -> {
                awaitGone("waiting-" + tag);
                assertGone(trio, 2);
            }));
        }
        Trio trio = trio("round-4");
        Trio jobs = trio("jobs-0");
        lives.add(new Life("START_RECORDED", trio::create, () -> assertRunning(trio, 1)));
        lives.add(new Life("RUN_ENDED", jobs::createJobs, () -> assertEnded(jobs, "succeeded", 1)));
        lives.add(new Life("START_RECORDED", () -> restart(trio), () -> assertRunning(trio, 2)));
        lives.add(new Life("LOGS_DELETED", trio::delete, () -> assertGone(trio, 2)));
        Trio moreJobs = trio("jobs-1");
        lives.add(new Life("END_RECORDED", moreJobs::createJobs, () -> assertEnded(moreJobs, "succeeded", 1)));
        lives.add(new Life("FORGOTTEN", moreJobs::delete, () -> assertGone(moreJobs, 1)));
        return lives;
    }

    private Trio trio(String name) {
        return new Trio(http, name + "-" + tag);
    }

    private void restart(Trio trio) {
        trio.stop();
        trio.awaitState("stopped");
        trio.start();
    }

    /**
     * Of a guest nothing is left when its run has ended, so that its workload has an object to remove only while another run
     * waits for its turn.
     */
    private void deleteWithOneThatWaits(Trio trio) {
        String waiting = "waiting-" + tag;
        Map<String, Object> description = new HashMap<>(Workloads.job("wasm", waiting, "counter", "1ms", "3"));
        description.put("restart", Map.of("policy", "always", "backoff", "5m"));
        http.post(Workloads.PATH, description).expect(201);
        Await.level(
                "it waits for its second run",
                PATIENCE,
                () -> Told.runs(http, waiting) == 2
                        && Workloads.state(http, waiting).equals("queued"));
        trio.delete();
        http.delete(Workloads.PATH + "/" + waiting).expect(202);
    }

    private void awaitGone(String workload) {
        Await.level(
                workload + " is gone",
                PATIENCE,
                () -> http.get(Workloads.PATH + "/" + workload).status() == 404);
    }

    private void assertRunning(Trio trio, int runs) {
        trio.awaitState("ready");
        trio.awaitCounting();
        trio.assertUnharmed(runs);
        trio.assertObjects(1, starts, runs);
    }

    private void assertEnded(Trio trio, String state, int runs) {
        trio.awaitState(state);
        trio.assertUnharmed(runs);
        trio.assertObjects(1, starts, runs);
    }

    private void assertGone(Trio trio, int runs) {
        trio.awaitGone();
        trio.assertObjects(0, starts, runs);
    }

    private static Set<String> killPointsOfThePackagedService() throws IOException {
        try (JarFile jar = new JarFile(Service.JAR.toFile())) {
            byte[] type = jar.getInputStream(jar.getEntry(KILL_POINTS)).readAllBytes();
            return ClassFile.of().parse(type).fields().stream()
                    .filter(field -> field.flags().has(AccessFlag.ENUM))
                    .map(field -> field.fieldName().stringValue())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
