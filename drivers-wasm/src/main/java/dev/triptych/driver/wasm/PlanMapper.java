package dev.triptych.driver.wasm;

import dev.triptych.driver.wasm.host.GuestOrder;
import dev.triptych.spi.Plan;
import java.time.Duration;
import java.util.Set;
import java.util.TreeMap;

/** From an order to what a dry run shows of it. */
final class PlanMapper {
    private static final String MASK = "********";

    private PlanMapper() {}

    static Plan plan(GuestOrder order, Set<String> secretNames) {
        var env = new TreeMap<String, Object>(order.env());
        env.replaceAll((name, value) -> secretNames.contains(name) ? MASK : value);
        var content = new TreeMap<String, Object>();
        content.put("engine", order.engine());
        content.put("module", order.module().digest());
        content.put("args", order.args());
        content.put("env", env);
        content.put("stdinBytes", order.stdin().length);
        content.put("memoryBytes", order.memoryBytes());
        content.put(
                "mounts",
                order.mounts().stream()
                        .map(mount -> mount.guestPath() + (mount.readOnly() ? " (read only)" : ""))
                        .toList());
        content.put("outputBytes", order.limits().outputBytes());
        content.put("openFiles", order.limits().openFiles());
        content.put("tableEntries", order.limits().tableEntries());
        content.put("network", "none");
        content.putAll(order.facts());
        if (order.timeout() != null) {
            content.put("timeoutMillis", order.timeout().toMillis());
        }
        Duration cpuTime = order.limits().cpuTime();
        if (cpuTime != null) {
            content.put("cpuTimeMillis", cpuTime.toMillis());
        }
        return new Plan("application/json", JsonText.of(content));
    }
}
