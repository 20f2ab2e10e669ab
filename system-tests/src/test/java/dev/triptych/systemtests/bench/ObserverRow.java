package dev.triptych.systemtests.bench;

import dev.triptych.statistics.Quantiles;
import dev.triptych.systemtests.Http;
import dev.triptych.systemtests.Shell;
import dev.triptych.systemtests.Workloads;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * A comparison's {@code start} phase against an outside observer: the time from Docker's event {@code create} to its {@code
 * start}, and from libvirt's {@code Defined} to its {@code Started}, of the same workloads.
 */
final class ObserverRow implements Row {
    private static final String PATH = "/api/v1/comparisons";
    private static final double GOAL_PERCENT = 5;
    private static final Pattern DOCKER = Pattern.compile("(\\d+) (create|start) triptych-(cmp-[0-9a-f]+-\\d+)-.*");
    private static final Pattern LIBVIRT = Pattern.compile(
            "\\d+-\\d+-\\d+ (\\d+):(\\d+):(\\d+)\\.(\\d+)\\S*: event 'lifecycle' for domain '?triptych-(cmp-[0-9a-f]+-\\d+)-.*: (Defined|Started) .*");

    @Override
    public String name() {
        return "observer";
    }

    @Override
    public String title() {
        return "The start phase in a report against the events of Docker and libvirt";
    }

    @Override
    public int usualPairs() {
        return 20;
    }

    @Override
    public void run(Http http, int pairs, PrintStream out) throws IOException {
        Path docker = Files.createTempFile("triptych-docker", ".events");
        Path libvirt = Files.createTempFile("triptych-libvirt", ".events");
        Process dockerEvents = observe(
                docker,
                "docker",
                "events",
                "--filter",
                "type=container",
                "--format",
                "{{.TimeNano}} {{.Action}} {{.Actor.Attributes.name}}");
        Process libvirtEvents = observe(libvirt, "virsh", "event", "--event", "lifecycle", "--loop", "--timestamp");
        try {
            JsonNode report = compare(http, pairs);
            print(out, "container", report, spans(Files.readAllLines(docker), ObserverRow::ofDocker));
            print(out, "vm", report, spans(Files.readAllLines(libvirt), ObserverRow::ofLibvirt));
        } finally {
            dockerEvents.destroy();
            libvirtEvents.destroy();
            Files.delete(docker);
            Files.delete(libvirt);
        }
    }

    private static Process observe(Path file, String... command) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(file.toFile())
                .start();
    }

    private static JsonNode compare(Http http, int pairs) {
        List<Object> variants = new ArrayList<>();
        for (String kind : List.of("container", "vm")) {
            variants.add(Map.of("label", kind, "workload", Workloads.job(kind, "observed", "greeter")));
        }
        String name = http.post(PATH, Map.of("repetitions", pairs, "insideView", false, "variants", variants))
                .expect(201)
                .json()
                .path("name")
                .asString();
        String state = "queued";
        while (state.equals("queued") || state.equals("running")) {
            Shell.run("sleep", "2");
            state = http.get(PATH + "/" + name).expect(200).json().path("state").asString();
        }
        return http.get(PATH + "/" + name + "/report.json").expect(200).json();
    }

    /** What an observer saw. */
    private record Seen(String workload, boolean begins, double millis) {}

    private interface Reader {
        void read(String line, List<Seen> seen);
    }

    private static void ofDocker(String line, List<Seen> seen) {
        Matcher event = DOCKER.matcher(line);
        if (event.matches()) {
            seen.add(new Seen(event.group(3), event.group(2).equals("create"), Long.parseLong(event.group(1)) / 1e6));
        }
    }

    private static void ofLibvirt(String line, List<Seen> seen) {
        Matcher event = LIBVIRT.matcher(line);
        if (event.matches()) {
            long seconds = TimeUnit.HOURS.toSeconds(Long.parseLong(event.group(1)))
                    + TimeUnit.MINUTES.toSeconds(Long.parseLong(event.group(2)))
                    + Long.parseLong(event.group(3));
            double millis = seconds * 1000 + Double.parseDouble("0." + event.group(4)) * 1000;
            seen.add(new Seen(event.group(5), event.group(6).equals("Defined"), millis));
        }
    }

    /** Workload → milliseconds from the first event to the second. */
    private static Map<String, Double> spans(List<String> lines, Reader reader) {
        List<Seen> seen = new ArrayList<>();
        lines.forEach(line -> reader.read(line, seen));
        Map<String, Double> begun = new HashMap<>();
        Map<String, Double> spans = new HashMap<>();
        for (Seen event : seen) {
            Double begin = begun.get(event.workload());
            if (event.begins()) {
                begun.put(event.workload(), event.millis());
            } else if (begin != null) {
                spans.put(event.workload(), event.millis() - begin);
            }
        }
        return spans;
    }

    private static void print(PrintStream out, String kind, JsonNode report, Map<String, Double> seen) {
        List<Double> ours = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        for (JsonNode sample : report.path("samples")) {
            Double observed = seen.get(sample.path("workload").asString());
            if (sample.path("variant").asString().equals(kind)
                    && sample.path("counted").asBoolean()
                    && observed != null) {
                ours.add(sample.path("phases").path("start").asDouble() / 1e6);
                theirs.add(observed);
            }
        }
        if (ours.isEmpty()) {
            out.println(kind + ": no event of it was seen");
            return;
        }
        double mine =
                Quantiles.median(ours.stream().mapToDouble(Double::doubleValue).toArray());
        double other = Quantiles.median(
                theirs.stream().mapToDouble(Double::doubleValue).toArray());
        out.println("%-10s n=%d  start phase p50 %9.3f ms   observer p50 %9.3f ms   difference %+.2f %% (goal ±%.0f %%)"
                .formatted(kind, ours.size(), mine, other, (mine / other - 1) * 100, GOAL_PERCENT));
    }
}
