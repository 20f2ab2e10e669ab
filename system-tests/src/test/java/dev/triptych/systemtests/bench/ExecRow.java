package dev.triptych.systemtests.bench;

import dev.triptych.systemtests.Http;
import dev.triptych.systemtests.Shell;
import dev.triptych.systemtests.Workloads;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A command in a container that runs: {@code POST …/exec} of {@code /bin/true}, against {@code docker exec} of the same. */
final class ExecRow implements Row {
    private static final String NAME = "bench-exec";
    private static final String COMMAND = "/bin/true";
    private static final double GOAL_MILLIS = 100;
    private static final long SEED = 7;

    @Override
    public String name() {
        return "exec";
    }

    @Override
    public String title() {
        return "Container: a command, request → exit code";
    }

    @Override
    public int usualPairs() {
        return 200;
    }

    @Override
    public void run(Http http, int pairs, PrintStream out) throws IOException {
        Timing triptych = new Timing("triptych, POST …/exec");
        Timing docker = new Timing("docker exec");
        Map<String, Object> description = Workloads.job(
                "container", NAME, "python", "-c", "import time; print('ready', flush=True); time.sleep(3600)");
        description.put("lifecycle", "service");
        Workloads.launch(http, description);
        try {
            String id = Shell.lines("docker", "ps", "-q", "--filter", "label=dev.triptych.name=" + NAME)
                    .getFirst();
            List<Timing.Action> contenders =
                    new ArrayList<>(List.of(() -> throughTriptych(http, triptych), () -> throughCli(id, docker)));
            Random order = new Random(SEED);
            for (int i = 0; i < pairs; i++) {
                Collections.shuffle(contenders, order);
                for (Timing.Action contender : contenders) {
                    contender.run();
                }
            }
        } finally {
            Workloads.delete(http, NAME);
        }
        for (Timing timing : List.of(triptych, docker)) {
            out.println(timing + "   p99 %9.3f ms".formatted(Statistics.quantile(timing.values(), 0.99)));
        }
        out.println("triptych / docker exec: " + Statistics.pairedRatio(triptych.values(), docker.values()));
        out.println(Goal.atMost("triptych, POST …/exec, p50", GOAL_MILLIS, " ms")
                .of(Statistics.quantile(triptych.values(), 0.5)));
    }

    private static void throughTriptych(Http http, Timing timing) throws IOException {
        timing.take(() -> http.post(Workloads.PATH + "/" + NAME + "/exec", Map.of("command", List.of(COMMAND)))
                .expect(200));
    }

    private static void throughCli(String id, Timing timing) throws IOException {
        timing.take(() -> Shell.run("docker", "exec", id, COMMAND));
    }
}
