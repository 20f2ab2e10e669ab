package dev.triptych.driver.wasm;

import dev.triptych.spi.ByteSize;
import dev.triptych.spi.Driver;
import dev.triptych.spi.DriverContext;
import dev.triptych.spi.DriverHealth;
import dev.triptych.spi.DriverListener;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.KindOptions.WasmOptions;
import dev.triptych.spi.Lifecycle;
import dev.triptych.spi.Observation;
import dev.triptych.spi.Program;
import dev.triptych.spi.Resources;
import dev.triptych.spi.WorkloadId;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadSpec;
import java.nio.file.Files;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Prints how long the greeter takes, prepared, through the driver alone. Not a test: run it by hand, on a quiet machine. */
final class StartBench {
    private static final int ROUNDS = 5;
    private static final int RUNS = 1000;

    private StartBench() {}

    public static void main(String[] args) throws Exception {
        var home = Files.createTempDirectory("start-bench");
        var context = new DriverContext(new InstallationId(UUID.randomUUID()), home, Clock.systemUTC());
        BlockingQueue<Observation> ends = new LinkedBlockingQueue<>();
        try (Driver driver = WasmDriver.open(context, TestProperties.defaults())) {
            driver.listen(new Ends(ends));
            long asked = System.nanoTime();
            driver.prepare(spec());
            System.out.printf("cold preparation %.0f ms%n", (System.nanoTime() - asked) / 1e6);
            for (int round = 1; round <= ROUNDS; round++) {
                round(driver, ends, round);
            }
        }
    }

    private static void round(Driver driver, BlockingQueue<Observation> ends, int round) throws InterruptedException {
        double[] start = new double[RUNS];
        double[] whole = new double[RUNS];
        for (int i = 0; i < RUNS; i++) {
            WorkloadSpec spec = spec();
            long t0 = System.nanoTime();
            driver.prepare(spec);
            driver.create(spec);
            long t1 = System.nanoTime();
            driver.start(spec);
            long t2 = System.nanoTime();
            Observation end = ends.take();
            long t3 = System.nanoTime();
            if (end.exit() == null || end.exit().code() == null || end.exit().code() != 0) {
                throw new IllegalStateException(end.toString());
            }
            driver.destroy(spec.key());
            start[i] = (t2 - t1) / 1e6;
            whole[i] = (t3 - t0) / 1e6;
        }
        print(round, "start", start);
        print(round, "request to exit", whole);
    }

    private static void print(int round, String what, double[] millis) {
        double first = millis[0];
        Arrays.sort(millis);
        System.out.printf(
                "round %d  %-16s first %7.3f  p50 %6.3f  p95 %6.3f  p99 %6.3f  max %7.3f ms%n",
                round,
                what,
                first,
                millis[RUNS / 2],
                millis[RUNS * 95 / 100],
                millis[RUNS * 99 / 100],
                millis[RUNS - 1]);
    }

    private static WorkloadSpec spec() {
        return new WorkloadSpec(
                new WorkloadKey(new WorkloadId(UUID.randomUUID()), 1),
                "greeter",
                Lifecycle.JOB,
                ClangGuests.sample("greeter"),
                new Program(List.of("Bench"), Map.of("GREETING", "Hello"), Set.of(), new byte[0]),
                List.of(),
                List.of(),
                new Resources(1, ByteSize.ofMebibytes(64), null),
                WasmOptions.of("auto"));
    }

    private record Ends(BlockingQueue<Observation> ends) implements DriverListener {
        @Override
        public void observed(Observation observation) {
            ends.add(observation);
        }

        @Override
        public void healthChanged(DriverHealth health) {
            // nothing to print
        }
    }
}
