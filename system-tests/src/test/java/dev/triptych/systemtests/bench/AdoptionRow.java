package dev.triptych.systemtests.bench;

import dev.triptych.systemtests.Await;
import dev.triptych.systemtests.Fleet;
import dev.triptych.systemtests.Http;
import dev.triptych.systemtests.Service;
import dev.triptych.systemtests.Workloads;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;

/**
 * 10 VMs, 45 containers and 45 Wasm services run; the control plane is killed with -9 and started again by the command line
 * of the running service, with its start-up cache. Measured is first answer → all adopted, as the API tells it.
 */
final class AdoptionRow implements Row {
    private static final Map<String, Integer> SIZES = Map.of("vm", 10, "container", 45, "wasm", 45);
    private static final Duration BOUND = Duration.ofMinutes(2);

    @Override
    public String name() {
        return "adoption";
    }

    @Override
    public String title() {
        return "Control plane killed with 100 running workloads: first answer → all adopted";
    }

    @Override
    public int usualPairs() {
        return 3;
    }

    @Override
    public void run(Http ignored, int repetitions, PrintStream out) throws IOException {
        try (Service service = Service.startBy(ControlPlaneStartRow.commandOfTheService())) {
            Http http = service.admin();
            Workloads.uploadSamples(http);
            Fleet fleet = new Fleet(http, SIZES);
            fleet.launch();
            Map<String, String> before = fleet.identities();
            Timing timing = new Timing("first answer → all adopted");
            for (int i = 0; i < repetitions; i++) {
                service.kill();
                service.startAgain();
                long answered = System.nanoTime();
                Await.level("all are adopted", BOUND, () -> fleet.adopted() == before.size());
                timing.addNanos(System.nanoTime() - answered);
                if (!fleet.identities().equals(before)) {
                    throw new AssertionError("not the same processes as before");
                }
            }
            fleet.assertUnharmed();
            fleet.forEach(name -> Workloads.delete(http, name));
            out.println(timing);
            out.println("workloads: " + SIZES + ", the same processes with the same starts and words: yes, all");
        }
    }
}
