package dev.triptych.systemtests.bench;

import dev.triptych.systemtests.Await;
import dev.triptych.systemtests.Http;
import dev.triptych.systemtests.Samples;
import dev.triptych.systemtests.Workloads;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import tools.jackson.databind.JsonNode;

/**
 * VM: request → guest ready (the program's first byte), against {@code virsh create} of the same domain and against bare
 * QEMU with the same kernel, initrd, disks and memory; against a kernel and an initrd with the program alone; and the micro
 * profile against the standard one.
 */
final class VmRow implements Row {
    private static final String MODEL = "bench-vm-model";
    private static final String NAME = "bench-vm";
    private static final long SEED = 11;
    private static final List<String> PHASES = List.of("queued", "prepare", "create", "start", "ready");

    @Override
    public String name() {
        return "vm";
    }

    @Override
    public String title() {
        return "VM: request → guest ready";
    }

    @Override
    public int usualPairs() {
        return 20;
    }

    @Override
    public void run(Http http, int pairs, PrintStream out) throws IOException {
        Timing triptych = new Timing("triptych, phases until ready");
        Timing micro = new Timing("triptych, the micro profile");
        Timing virsh = new Timing("virsh create, the same domain");
        Timing qemu = new Timing("bare QEMU, the same machine");
        Timing alone = new Timing("bare QEMU, kernel and initrd alone");
        // The model is stopped and keeps its files; the peers boot copies of it.
        Workloads.launch(http, Workloads.staying("vm", MODEL));
        try (PeerMachine peer = PeerMachine.modelledOn(MODEL)) {
            http.post(Workloads.PATH + "/" + MODEL + "/stop").expect(202);
            Await.level(
                    "the model is stopped",
                    Duration.ofMinutes(1),
                    () -> Workloads.state(http, MODEL).equals("stopped"));
            List<Timing.Action> contenders = new ArrayList<>(List.of(
                    () -> throughTriptych(http, Map.of(), triptych),
                    () -> throughTriptych(http, Map.of("profile", "micro"), micro),
                    () -> peer.virsh(virsh),
                    () -> peer.qemu(qemu),
                    () -> peer.kernelAlone(Samples.program("hungry"), List.of("--touch", "1MiB"), alone)));
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
        for (Timing timing : List.of(triptych, micro, virsh, qemu, alone)) {
            out.println(timing);
        }
        print(out, "micro / standard", Statistics.pairedRatio(micro.values(), triptych.values()), 0.85);
        print(out, "triptych / virsh", Statistics.pairedRatio(triptych.values(), virsh.values()), 1.02);
        print(out, "triptych / bare QEMU", Statistics.pairedRatio(triptych.values(), qemu.values()), 1.25);
        print(out, "triptych / kernel and initrd", Statistics.pairedRatio(triptych.values(), alone.values()), 1.3);
    }

    /** A job is ready with its first byte, which is what the peers are watched for. */
    private static void throughTriptych(Http http, Map<String, Object> options, Timing timing) {
        Map<String, Object> job = Workloads.job("vm", NAME, "hungry", "--touch", "1MiB");
        job.put("vm", options);
        JsonNode run = Workloads.run(http, job).path("status").path("currentRun");
        double untilReady = 0;
        for (String phase : PHASES) {
            untilReady += Phases.millis(run, phase);
        }
        timing.add(untilReady);
        Workloads.delete(http, NAME);
    }

    private static void print(PrintStream out, String what, Statistics.Ratio ratio, double goal) {
        out.println(what + ": " + ratio);
        out.println(Goal.atMost(what, goal, "").of(ratio.of()));
    }
}
