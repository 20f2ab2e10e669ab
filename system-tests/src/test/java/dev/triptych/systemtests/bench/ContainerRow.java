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
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Container: request → running through Triptych, against {@code docker run -d} and against the bare Engine API, once with
 * the engine's defaults and once with the very container that Triptych asks for (limits, control group, capabilities).
 */
final class ContainerRow implements Row {
    private static final String NAME = "bench-container";
    private static final String MODEL = "bench-container-model";
    private static final String IMAGE = "triptych/hungry:1";
    private static final List<String> ARGS = List.of("--touch", "1MiB", "--hold", "60m");
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
        Timing same = new Timing("Engine API, the same container");
        Workloads.launch(http, Workloads.staying("container", MODEL));
        try {
            ObjectNode description = modelledOn(MODEL);
            List<Timing.Action> contenders = new ArrayList<>(List.of(
                    () -> throughTriptych(http, triptych),
                    () -> throughCli(cli),
                    () -> throughApi(api, engine -> engine.create(NAME, IMAGE, ARGS)),
                    () -> throughApi(same, engine -> engine.create(NAME, description))));
            Random order = new Random(SEED);
            for (int i = 0; i < pairs; i++) {
                Collections.shuffle(contenders, order);
                for (Timing.Action contender : contenders) {
                    contender.run();
                }
            }
        } finally {
            Workloads.delete(http, MODEL);
        }
        for (Timing timing : List.of(triptych, cli, api, same)) {
            out.println(timing);
        }
        print(out, "triptych / docker run -d", Statistics.pairedRatio(triptych.values(), cli.values()), 1.0);
        print(out, "triptych / Engine API", Statistics.pairedRatio(triptych.values(), api.values()), 1.05);
        out.println("triptych / the same by API: " + Statistics.pairedRatio(triptych.values(), same.values()));
    }

    /** What the engine was asked for, less the marks by which Triptych would take it for its own. */
    private static ObjectNode modelledOn(String workload) throws IOException {
        String id = Shell.lines("docker", "ps", "-q", "--no-trunc", "--filter", "label=dev.triptych.name=" + workload)
                .getFirst();
        JsonNode inspected =
                Http.JSON.readTree(Shell.run("docker", "inspect", id)).path(0);
        ObjectNode description = ((ObjectNode) inspected.path("Config")).deepCopy();
        description.remove("Labels");
        description.set("HostConfig", inspected.path("HostConfig"));
        return description;
    }

    private static void throughTriptych(Http http, Timing timing) throws IOException {
        timing.take(() -> Workloads.launch(http, Workloads.staying("container", NAME)));
        Workloads.delete(http, NAME);
    }

    private static void throughCli(Timing timing) throws IOException {
        timing.take(
                () -> Shell.run(Stream.concat(Stream.of("docker", "run", "-d", "--name", NAME, IMAGE), ARGS.stream())
                        .toArray(String[]::new)));
        Shell.run("docker", "rm", "-f", NAME);
    }

    private static void throughApi(Timing timing, Creation creation) throws IOException {
        try (EngineApi engine = EngineApi.connect()) {
            timing.take(() -> engine.start(creation.in(engine)));
        }
        Shell.run("docker", "rm", "-f", NAME);
    }

    /** Creates a container and gives its id. */
    private interface Creation {
        String in(EngineApi engine) throws IOException;
    }

    private static void print(PrintStream out, String what, Statistics.Ratio ratio, double goal) {
        out.println(what + ": " + ratio);
        out.println(Goal.atMost(what, goal, "").of(ratio.of()));
    }
}
