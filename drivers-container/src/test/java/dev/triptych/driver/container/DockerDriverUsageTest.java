package dev.triptych.driver.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.ByteSize;
import dev.triptych.spi.Driver;
import dev.triptych.spi.Figure;
import dev.triptych.spi.Usage;
import dev.triptych.spi.WorkloadSpec;
import dev.triptych.tck.Eventually;
import dev.triptych.tck.TestProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Figures of real containers, part by part. */
@Tag("backend")
class DockerDriverUsageTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Percentage TOLERANCE = Percentage.withPercentage(5);

    private DockerFixture fixture = new DockerFixture();

    @AfterEach
    void removeEverything() {
        fixture.close();
    }

    private Driver driver() {
        return fixture.driver();
    }

    private void launch(WorkloadSpec spec) {
        driver().create(spec);
        driver().start(spec);
    }

    private void run(WorkloadSpec spec) {
        launch(spec);
        Eventually.holds(
                "the container ends",
                PATIENCE,
                () -> driver().observe(spec.key()).exit() != null);
    }

    private static long own(Figure figure) {
        Long own = figure.own();
        if (own == null) {
            throw new AssertionError("no number in " + figure);
        }
        return own;
    }

    @Test
    void thePeakOfAJobIsKeptAfterItsEnd() {
        WorkloadSpec spec = fixture.spec(DockerFixture.newKey(), new TestProgram.ExhaustMemory());
        run(spec);
        Usage usage = driver().usage(spec.key());

        assertThat(own(usage.memoryPeak())).isCloseTo(ByteSize.ofMebibytes(32).bytes(), TOLERANCE);
        assertThat(usage.memoryPeak().quality()).isEqualTo(Figure.Quality.MEASURED);
        assertThat(own(usage.memory())).isZero();
    }

    @Test
    void theEnginesOwnStatisticsAgree() {
        WorkloadSpec spec = fixture.spec(DockerFixture.newKey(), new TestProgram.TouchMemory(64L << 20));
        launch(spec);
        Usage ours = Eventually.value(
                "the memory is touched",
                PATIENCE,
                () -> driver().usage(spec.key()),
                seen -> own(seen.memory()) >= 64L << 20);
        String id = String.valueOf(driver().observe(spec.key()).facts().get("backendId"));
        try (Engine engine = new Engine(BackendSettings.properties())) {
            StatisticsSample theirs = StatisticsSample.ofEngine(engine, id);
            assertThat(own(ours.memory())).isCloseTo(theirs.memory().orElseThrow(), TOLERANCE);
            assertThat(own(ours.memoryPeak())).isCloseTo(theirs.memoryPeak().orElseThrow(), TOLERANCE);
            assertThat(own(ours.threads())).isEqualTo(theirs.tasks().orElseThrow());
            assertThat(theirs.received()).isPresent();
        }
    }

    @Test
    void theEnginesOwnGroupOfAContainerIsFoundByItsProcess() throws IOException {
        WorkloadSpec spec = fixture.spec(DockerFixture.newKey(), new TestProgram.TouchMemory(64L << 20));
        launch(spec);
        Usage ours = Eventually.value(
                "the memory is touched",
                PATIENCE,
                () -> driver().usage(spec.key()),
                seen -> own(seen.memory()) >= 64L << 20);
        String pid = String.valueOf(driver().observe(spec.key()).facts().get("pid"));
        ControlGroup inner = ControlGroup.ofProcess(
                        Path.of("/sys/fs/cgroup"), Files.readAllLines(Path.of("/proc", pid, "cgroup")))
                .orElseThrow();

        assertThat(own(ours.memory())).isCloseTo(inner.workingSet().orElseThrow(), TOLERANCE);
        assertThat(own(ours.threads())).isEqualTo(inner.tasks().orElseThrow());
        assertThat(inner.cpuNanos()).isPresent();
    }

    @Test
    void eachRunIsCountedByItself() {
        WorkloadSpec spec = fixture.spec(DockerFixture.newKey(), new TestProgram.BurnCpu(Duration.ofSeconds(1)));
        run(spec);
        driver().start(spec);
        Eventually.holds(
                "the container ends again",
                PATIENCE,
                () -> driver().observe(spec.key()).exit() != null);

        assertThat(own(driver().usage(spec.key()).cpuTime()))
                .isCloseTo(TimeUnit.SECONDS.toNanos(1), Percentage.withPercentage(20));
    }

    @Test
    void aRunningContainerHasThreadsTrafficDiskAndASharedPart() {
        WorkloadSpec spec =
                fixture.script("head -c 3000000 /dev/zero > /written; sleep 100 & sleep 100 & echo ready; wait");
        launch(spec);
        Usage usage = Eventually.value(
                "three tasks run and the file is written",
                PATIENCE,
                () -> driver().usage(spec.key()),
                seen -> own(seen.threads()) == 3 && own(seen.disk()) >= 3_000_000);

        assertThat(own(usage.disk())).isCloseTo(3_000_000, TOLERANCE);
        assertThat(own(usage.received())).isNotNegative();
        assertThat(own(usage.sent())).isNotNegative();
        assertThat(usage.memory().shared()).isBetween(1L << 20, 512L << 20);
    }

    @Test
    void whatWasNeverStartedCostsNothing() {
        WorkloadSpec spec = fixture.script("exit 0");
        driver().create(spec);
        Usage usage = driver().usage(spec.key());

        assertThat(own(usage.cpuTime())).isZero();
        assertThat(own(usage.memoryPeak())).isZero();
    }

    @Test
    void theControlGroupGoesWithTheContainer() throws IOException {
        WorkloadSpec spec = fixture.script("exit 0");
        run(spec);
        assertThat(groupsOf(spec)).isNotEmpty();
        driver().destroy(spec.key());

        assertThat(groupsOf(spec)).isEmpty();
    }

    private static List<Path> groupsOf(WorkloadSpec spec) throws IOException {
        String name = spec.key().id() + "-" + spec.key().generation();
        try (Stream<Path> hierarchies = Files.list(Path.of("/sys/fs/cgroup"))) {
            return hierarchies
                    .flatMap(hierarchy ->
                            Stream.of(hierarchy.resolve("triptych").resolve(name), hierarchy.resolve(name)))
                    .filter(Files::exists)
                    .toList();
        }
    }

    @Test
    void withoutControlGroupsOfOursTheEnginesStatisticsAreUsedAndSaidSo() {
        fixture.close();
        fixture = new DockerFixture(BackendSettings.withoutControlGroups());
        WorkloadSpec spec = fixture.spec(DockerFixture.newKey(), new TestProgram.TouchMemory(64L << 20));
        launch(spec);
        Usage running = Eventually.value(
                "the memory is touched",
                PATIENCE,
                () -> driver().usage(spec.key()),
                seen -> own(seen.memory()) >= 64L << 20);
        assertThat(own(running.memory())).isCloseTo(64L << 20, TOLERANCE);
        assertThat(running.memory().basis()).isEqualTo("cgroup-sample");

        driver().stop(spec.key(), Duration.ZERO);
        Usage after = driver().usage(spec.key());
        assertThat(own(after.memory())).isZero();
        assertThat(after.cpuTime().quality()).isEqualTo(Figure.Quality.ESTIMATED);
        Usage unknown = fixture.reopen().usage(spec.key());
        assertThat(unknown.cpuTime().quality()).isEqualTo(Figure.Quality.UNAVAILABLE);
        assertThat(unknown.cpuTime().note()).isNotBlank();
    }
}
