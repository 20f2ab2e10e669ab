package dev.triptych.systemtests.bench;

import dev.triptych.systemtests.Answer;
import dev.triptych.systemtests.Http;
import dev.triptych.systemtests.Workloads;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Ten machines asked for in one moment: the first request → the first byte of the last, and how many failed. */
final class MachinesRow implements Row {
    private static final int AT_ONCE = 10;

    @Override
    public String name() {
        return "machines";
    }

    @Override
    public String title() {
        return "VM: ten at once, first request → the last is ready";
    }

    @Override
    public int usualPairs() {
        return 3;
    }

    @Override
    public void run(Http http, int repetitions, PrintStream out) throws IOException {
        Timing alone = new Timing("one machine alone");
        Timing together = new Timing("ten machines at once");
        int failed = 0;
        for (int i = 0; i < repetitions; i++) {
            for (Map.Entry<Integer, Timing> one : List.of(Map.entry(1, alone), Map.entry(AT_ONCE, together))) {
                List<String> names = names(one.getKey());
                one.getValue().take(() -> launchAll(http, names));
                for (String name : names) {
                    failed += Workloads.state(http, name).equals("ready") ? 0 : 1;
                    Workloads.delete(http, name);
                }
            }
        }
        out.println(alone);
        out.println(together);
        out.println(Goal.atMost("machines that did not start", 0, "").of(failed));
    }

    private static List<String> names(int count) {
        return IntStream.range(0, count).mapToObj("bench-machine-%d"::formatted).toList();
    }

    /** Until each is ready, or has failed. */
    private static void launchAll(Http http, List<String> names) {
        try (ExecutorService clients = Executors.newFixedThreadPool(names.size())) {
            for (Future<Answer> call : clients.invokeAll(names.stream()
                    .<Callable<Answer>>map(
                            name -> () -> http.post(Workloads.PATH + "?wait=ready&timeout=5m", small(name)))
                    .toList())) {
                call.get().expect(201);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a machine could not be asked for", e);
        }
    }

    /** A job, since that is ready with its first byte. */
    private static Map<String, Object> small(String name) {
        Map<String, Object> description = Workloads.job("vm", name, "hungry", "--touch", "1MiB", "--hold", "60m");
        description.put("resources", Map.of("memory", "128MiB"));
        return description;
    }
}
