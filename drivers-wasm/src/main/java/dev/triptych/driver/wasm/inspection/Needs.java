package dev.triptych.driver.wasm.inspection;

import dev.triptych.spi.ModuleInspecting.Grant;
import dev.triptych.spi.ModuleInspecting.Import;
import dev.triptych.spi.ModuleInspecting.Need;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a binary may ask of its host, judged by the names of its imports. */
public final class Needs {
    private static final int MOST_NAMES = 100;
    private static final String OTHER = "other";

    /** Power → when guests get it, in the order in which they are shown. */
    private static final Map<String, Grant> GRANTS = new LinkedHashMap<>();

    /** Beginnings of names → power; the first that fits decides. */
    private static final Map<String, String> POWERS = new LinkedHashMap<>();

    static {
        GRANTS.put("arguments", Grant.ALWAYS);
        GRANTS.put("streams", Grant.ALWAYS);
        GRANTS.put("clocks", Grant.ALWAYS);
        GRANTS.put("random", Grant.ALWAYS);
        GRANTS.put("environment", Grant.ON_REQUEST);
        GRANTS.put("files", Grant.ON_REQUEST);
        GRANTS.put("network", Grant.NEVER);
        GRANTS.put("http", Grant.NEVER);
        GRANTS.put(OTHER, Grant.NEVER);
        String preview1 = "wasi_snapshot_preview1.";
        POWERS.put(preview1 + "args_", "arguments");
        POWERS.put(preview1 + "environ_", "environment");
        POWERS.put(preview1 + "clock_", "clocks");
        POWERS.put(preview1 + "poll_", "clocks");
        POWERS.put(preview1 + "random_", "random");
        POWERS.put(preview1 + "path_", "files");
        POWERS.put(preview1 + "fd_prestat_", "files");
        POWERS.put(preview1 + "fd_readdir", "files");
        POWERS.put(preview1 + "fd_", "streams");
        POWERS.put(preview1 + "sock_", "network");
        POWERS.put(preview1 + "proc_", "");
        POWERS.put(preview1 + "sched_", "");
        POWERS.put("wasi:cli/environment", "environment");
        POWERS.put("wasi:cli/exit", "");
        POWERS.put("wasi:cli/", "streams");
        POWERS.put("wasi:io/", "");
        POWERS.put("wasi:clocks/", "clocks");
        POWERS.put("wasi:random/", "random");
        POWERS.put("wasi:filesystem/", "files");
        POWERS.put("wasi:sockets/", "network");
        POWERS.put("wasi:http/", "http");
    }

    private Needs() {}

    public static List<Need> of(ModuleShape shape) {
        Map<String, List<String>> byPower = new LinkedHashMap<>();
        GRANTS.keySet().forEach(power -> byPower.put(power, new ArrayList<>()));
        for (Import one : shape.imports()) {
            List<String> names = byPower.get(power(one));
            if (names != null && names.size() < MOST_NAMES) {
                names.add(fullName(one));
            }
        }
        List<Need> needs = new ArrayList<>();
        GRANTS.forEach((power, grant) -> {
            List<String> names = byPower.getOrDefault(power, List.of());
            if (!names.isEmpty()) {
                needs.add(new Need(power, grant, names));
            }
        });
        return needs;
    }

    /** Empty for what gives a guest power over nothing but itself. */
    private static String power(Import one) {
        String name = fullName(one);
        return POWERS.entrySet().stream()
                .filter(known -> name.startsWith(known.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(OTHER);
    }

    private static String fullName(Import one) {
        return one.name().isEmpty() ? one.module() : one.module() + "." + one.name();
    }
}
