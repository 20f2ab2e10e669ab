package dev.triptych.systemtests.bench;

import dev.triptych.systemtests.Http;
import dev.triptych.systemtests.Shell;
import dev.triptych.systemtests.Workloads;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Container: request → running through Triptych, against {@code docker run -d} and against the bare Engine API. */
final class ContainerRow implements Row {
    private static final String NAME = "bench-container";
    private static final long SEED = 7;

    @Override
    public String name() {
        return "container";
    }

    @Override
    public String title() {
        return "Container: request → running";
    }

    @Override
    public int usualPairs() {
        return 50;
    }

    @Override
    public void run(Http http, int pairs, PrintStream out) throws IOException {
        Timing triptych = new Timing("triptych, POST ?wait=ready");
        Timing cli = new Timing("docker run -d");
        Timing api = new Timing("Engine API, create + start");
        List<Timing.Action> contenders = new ArrayList<>(
                List.of(() -> throughTriptych(http, triptych), () -> throughCli(cli), () -> throughApi(api)));
        Random order = new Random(SEED);
        for (int i = 0; i < pairs; i++) {
            Collections.shuffle(contenders, order);
            for (Timing.Action contender : contenders) {
                contender.run();
            }
        }
        for (Timing timing : List.of(triptych, cli, api)) {
            out.println(timing);
        }
        out.println("triptych / docker run -d:   " + Statistics.pairedRatio(triptych.values(), cli.values()));
        out.println("triptych / Engine API:      " + Statistics.pairedRatio(triptych.values(), api.values()));
    }

    private static void throughTriptych(Http http, Timing timing) throws IOException {
        timing.take(() -> Workloads.launch(http, Workloads.staying("container", NAME)));
        Workloads.delete(http, NAME);
    }

    private static void throughCli(Timing timing) throws IOException {
        timing.take(() -> Shell.run(
                "docker", "run", "-d", "--name", NAME, "triptych/hungry:1", "--touch", "1MiB", "--hold", "60m"));
        Shell.run("docker", "rm", "-f", NAME);
    }

    private static void throughApi(Timing timing) throws IOException {
        try (EngineApi engine = EngineApi.connect()) {
            timing.take(() -> {
                String id = engine.create(NAME, "triptych/hungry:1", List.of("--touch", "1MiB", "--hold", "60m"));
                engine.start(id);
            });
        }
        Shell.run("docker", "rm", "-f", NAME);
    }
}
