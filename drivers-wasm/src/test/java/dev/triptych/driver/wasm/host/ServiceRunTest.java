package dev.triptych.driver.wasm.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.driver.wasm.engine.Engine;
import dev.triptych.driver.wasm.engine.endive.EndiveEngine;
import dev.triptych.driver.wasm.host.ExitMapper.Ending;
import dev.triptych.driver.wasm.host.kept.KeptBudget;
import dev.triptych.driver.wasm.http.FrontLimits;
import dev.triptych.spi.Exit;
import dev.triptych.spi.ExitReason;
import dev.triptych.spi.Moment;
import dev.triptych.spi.Source.WasmModule;
import dev.triptych.spi.WorkloadId;
import dev.triptych.spi.WorkloadKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The end of a service, as others see it. */
class ServiceRunTest {
    private static final int MIB = 1 << 20;
    private static final HostLimits LIMITS = new HostLimits(
            MIB,
            1,
            MIB,
            1024,
            MIB,
            16,
            100,
            MIB,
            0,
            Duration.ofSeconds(5),
            1,
            new FrontLimits(1, 1024, MIB, Duration.ofSeconds(1), Duration.ofSeconds(1)));

    private final Clock clock = Clock.systemUTC();
    private final Exit lost = new Exit(ExitReason.LOST, null, null, Moment.now(clock), "died");

    @TempDir
    private Path folder;

    private GuestOrder order() {
        return new GuestOrder(
                new WorkloadKey(new WorkloadId(UUID.randomUUID()), 1),
                "web",
                EndiveEngine.NAME,
                new WasmModule(folder.resolve("web.wasm"), "sha256:" + "0".repeat(64)),
                List.of(),
                Map.of(),
                new byte[0],
                List.of(),
                MIB,
                Map.of(),
                new GuestLimits(MIB, 16, 100, null, null),
                1,
                new HttpService(List.of(), 1),
                null);
    }

    private List<KeptRun> whatACrashWouldLeave() throws IOException {
        return KeptRun.in(folder, lost, clock);
    }

    /** What it cost is kept with its end, so it is asked for before; and then nothing is kept yet. */
    @Test
    void anEndIsShownWhenItIsKeptAndNotBefore() throws IOException {
        List<Boolean> overWhenItsCostWasAsked = new ArrayList<>();
        List<KeptRun> keptWhenItWasTold = new ArrayList<>();
        GuestOutputLog output = new GuestOutputLog(
                new GuestOutputLog.Place(folder, new KeptBudget(MIB)),
                clock,
                new GuestOutputLog.Bounds(MIB, 1024, true));
        Sharers sharers = new Sharers();
        try (Engine engine = new EndiveEngine(MIB);
                GuestThreads threads = new GuestThreads(1, MIB, 0);
                ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(1)) {
            ServiceRun run = new ServiceRun(
                    new ServiceRun.Program(order(), engine, () -> 0, Map.of()),
                    "run-1",
                    output,
                    LIMITS,
                    new SingleRuns(new MemoryAdmission(MIB), threads, timers, sharers, clock),
                    clock,
                    () -> {
                        try {
                            keptWhenItWasTold.addAll(whatACrashWouldLeave());
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    },
                    ending -> {
                        overWhenItsCostWasAsked.add(ending.over());
                        return ending.usage(sharers, Moment.now(clock));
                    });
            run.open(Map.of());
            assertThat(run.over()).isFalse();

            run.end(new Ending(ExitReason.STOPPED, ""), Duration.ZERO);

            assertThat(run.exit()).extracting(Exit::reason).isEqualTo(ExitReason.STOPPED);
        }
        assertThat(overWhenItsCostWasAsked).containsExactly(false);
        assertThat(keptWhenItWasTold)
                .extracting(kept -> kept.observation().exit())
                .extracting(exit -> exit == null ? null : exit.reason())
                .containsExactly(ExitReason.STOPPED);
    }
}
