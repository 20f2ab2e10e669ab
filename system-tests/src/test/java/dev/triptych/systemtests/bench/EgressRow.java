package dev.triptych.systemtests.bench;

import dev.triptych.systemtests.Http;
import dev.triptych.systemtests.Workloads;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What the shared network and a bound on egress add to a start: request → first byte of the same container on Docker's own
 * bridge, on the shared network with its name, and there with {@code egress: none}; and of the same machine with and
 * without that bound.
 */
final class EgressRow implements Row {
    private static final String NAME = "bench-egress";
    private static final long SEED = 13;
    private static final Map<String, Object> NOTHING = Map.of();
    private static final Map<String, Object> SHARED = Map.of("shared", true);
    private static final Map<String, Object> BOUNDED = Map.of("shared", true, "egress", "none");

    @Override
    public String name() {
        return "egress";
    }

    @Override
    public String title() {
        return "Network: what a shared network and bounded egress add to a start";
    }

    @Override
    public int usualPairs() {
        return 30;
    }

    @Override
    public void run(Http http, int pairs, PrintStream out) throws IOException {
        Timing plain = new Timing("container, Docker's own bridge");
        Timing shared = new Timing("container, shared");
        Timing bounded = new Timing("container, shared, egress none");
        Timing machine = new Timing("vm, egress all");
        Timing guarded = new Timing("vm, egress none");
        List<Timing.Action> contenders = new ArrayList<>(List.of(
                () -> launch(http, "container", NOTHING, plain),
                () -> launch(http, "container", SHARED, shared),
                () -> launch(http, "container", BOUNDED, bounded),
                () -> launch(http, "vm", SHARED, machine),
                () -> launch(http, "vm", BOUNDED, guarded)));
        Random order = new Random(SEED);
        for (int i = 0; i < pairs; i++) {
            Collections.shuffle(contenders, order);
            for (Timing.Action contender : contenders) {
                contender.run();
            }
        }
        for (Timing timing : List.of(plain, shared, bounded, machine, guarded)) {
            out.println(timing);
        }
        print(out, "container, shared / Docker's own", shared, plain);
        print(out, "container, egress none / all", bounded, shared);
        print(out, "vm, egress none / all", guarded, machine);
    }

    private static void launch(Http http, String kind, Map<String, Object> network, Timing timing) throws IOException {
        Map<String, Object> description = Workloads.staying(kind, NAME);
        description.put("lifecycle", "job"); // which is ready with its first byte
        description.put("network", network);
        timing.take(() -> Workloads.launch(http, description));
        Workloads.delete(http, NAME);
    }

    private static void print(PrintStream out, String what, Timing one, Timing other) {
        out.println(what + ": " + Statistics.pairedRatio(one.values(), other.values()));
    }
}
