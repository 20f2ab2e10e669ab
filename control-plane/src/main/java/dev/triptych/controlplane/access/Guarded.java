package dev.triptych.controlplane.access;

import java.util.Set;

/** Tells the paths that answer with something of this host from the files of the console. */
final class Guarded {
    private static final Set<String> OPERATIONAL = Set.of("livez", "readyz", "metrics", "error");

    private Guarded() {}

    static boolean covers(String path) {
        String first = path.substring(Math.min(1, path.length())).split("/", 2)[0];
        return first.equals("api") || OPERATIONAL.contains(first);
    }
}
