package dev.triptych.firewall;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Bridges that entries into our chains name and that are not there. A network that is started again brings its bridge back,
 * and whose service is away then relies on the entry; so one counts as gone only after a while. Not thread-safe.
 */
final class GoneBridges {
    private static final long PATIENCE = Duration.ofMinutes(10).toNanos();

    private final Predicate<String> isThere;
    private final LongSupplier nanos;
    private final Map<String, Long> missingSince = new HashMap<>();

    GoneBridges(Predicate<String> isThere, LongSupplier nanos) {
        this.isThere = isThere;
        this.nanos = nanos;
    }

    /** What is to be restored to take the entries of bridges away that are gone; nothing for a family that has none. */
    Map<Family, String> removals(Map<Family, SavedRules> saved) {
        Set<String> gone = gone(saved.values().stream()
                .flatMap(rules -> rules.bridges().stream())
                .collect(Collectors.toSet()));
        Map<Family, String> removals = new EnumMap<>(Family.class);
        saved.forEach((family, rules) -> {
            List<String> lines = new ArrayList<>();
            for (Table table : Table.values()) {
                List<String> entries = rules.entriesOf(table, gone);
                if (!entries.isEmpty()) {
                    lines.add("*" + table.word());
                    entries.forEach(entry -> lines.add("-D" + entry.substring(2)));
                    lines.add("COMMIT\n");
                }
            }
            if (!lines.isEmpty()) {
                removals.put(family, String.join("\n", lines));
            }
        });
        return removals;
    }

    private Set<String> gone(Set<String> named) {
        missingSince.keySet().retainAll(named);
        missingSince.keySet().removeIf(isThere);
        Set<String> gone = new HashSet<>();
        for (String bridge : named) {
            if (!isThere.test(bridge)
                    && nanos.getAsLong() - missingSince.computeIfAbsent(bridge, _ -> nanos.getAsLong()) >= PATIENCE) {
                gone.add(bridge);
            }
        }
        return gone;
    }
}
