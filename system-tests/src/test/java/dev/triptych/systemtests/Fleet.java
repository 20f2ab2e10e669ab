package dev.triptych.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** Running workloads of all kinds that count aloud, and what must be the same of them before and after. */
public final class Fleet {
    private static final int CLIENTS = 4;
    private static final String LIBVIRT = "qemu:///system";

    private final Http http;
    private final Map<String, String> kinds = new TreeMap<>();

    /** Names the members; nothing is created. */
    public Fleet(Http http, Map<String, Integer> sizes) {
        this.http = http;
        sizes.forEach((kind, size) -> {
            for (int i = 0; i < size; i++) {
                kinds.put("fleet-%s-%02d".formatted(kind, i), kind);
            }
        });
    }

    public List<String> names() {
        return List.copyOf(kinds.keySet());
    }

    /** Creates all, and returns when all are ready and have counted. */
    public void launch() {
        Counters.upload(http);
        forEach(name -> {
            Workloads.launch(http, Counters.counter(kinds.getOrDefault(name, ""), name));
            Counters.awaitBeyond(http, name, 3);
        });
    }

    /** With a few clients at once. */
    public void forEach(Consumer<String> task) {
        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<?>> ends = new ArrayList<>();
            names().forEach(name -> ends.add(clients.submit(() -> task.accept(name))));
            for (Future<?> end : ends) {
                end.get();
            }
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** How many a control plane says that it has found and taken over. */
    public long adopted() {
        long adopted = 0;
        for (JsonNode item :
                http.get(Workloads.PATH + "?limit=200").expect(200).json().path("items")) {
            if (item.path("status").path("reason").path("code").asString("").equals("ADOPTED")) {
                adopted++;
            }
        }
        return adopted;
    }

    /** By name: the backend's object, its process with its start, and the word that the guest chose when it began. */
    public Map<String, String> identities() {
        Map<String, String> identities = new TreeMap<>();
        kinds.forEach((name, kind) -> {
            String process = switch (kind) {
                case "container" -> container(name);
                case "vm" -> domain(name);
                default -> ""; // a guest of the wasm host; its word tells it apart
            };
            identities.put(name, Counters.word(http, name) + " " + process);
        });
        return identities;
    }

    private String container(String name) {
        String id = Shell.run("docker", "ps", "-q", "--no-trunc", "--filter", "label=dev.triptych.workload=" + id(name))
                .strip();
        String line = Shell.run("docker", "inspect", "--format", "{{.Id}} {{.State.StartedAt}} {{.State.Pid}}", id)
                .strip();
        return line + " " + Processes.startOf(Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)));
    }

    private String id(String name) {
        return Workloads.get(http, name).path("status").path("id").asString();
    }

    private static String domain(String name) {
        String domain = Shell.lines("virsh", "-q", "-c", LIBVIRT, "list", "--name").stream()
                .map(String::strip)
                .filter(each -> each.startsWith("triptych-" + name + "-"))
                .findFirst()
                .orElseThrow();
        long pid = Long.parseLong(
                Shell.lines("pgrep", "-f", "guest=" + domain + ",").getFirst());
        return Shell.run("virsh", "-q", "-c", LIBVIRT, "domuuid", domain).strip() + " " + pid + " "
                + Processes.startOf(pid);
    }

    /** All go on counting, each has run once, and every number is in the log once or in a gap that the log tells of. */
    public void assertUnharmed() {
        forEach(name -> {
            Counters.awaitBeyond(http, name, Counters.last(http, name) + 1);
            Counters.assertWhole(http, name);
            assertThat(Told.runs(http, name)).as(name + "'s runs").isOne();
            assertThat(Told.states(http, name)).as(name + "'s history").doesNotContain("failed", "lost");
        });
    }
}
