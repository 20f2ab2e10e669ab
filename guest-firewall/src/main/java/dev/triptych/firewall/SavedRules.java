package dev.triptych.firewall;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What {@code iptables-save} tells, by table and chain, in order. */
final class SavedRules {
    private static final Pattern ENTRY = Pattern.compile("-A (INPUT|FORWARD) -i \\S+ -j TRIPTYCH-\\1");

    private final Map<String, List<String>> chains = new HashMap<>();

    private SavedRules() {}

    static SavedRules parse(String text) {
        SavedRules saved = new SavedRules();
        String table = "";
        for (String line : text.lines().toList()) {
            if (line.startsWith("*")) {
                table = line.substring(1);
            } else if (line.startsWith(":")) {
                saved.chains.putIfAbsent(table + line.substring(0, line.indexOf(' ')), new ArrayList<>());
            } else if (line.startsWith("-A ")) {
                String chain = line.substring(3, line.indexOf(' ', 3));
                saved.chains
                        .computeIfAbsent(table + ":" + chain, _ -> new ArrayList<>())
                        .add(line);
            }
        }
        return saved;
    }

    /** Empty for a chain that there is not. */
    List<String> rules(Table table, String chain) {
        return chains.getOrDefault(table.word() + ":" + chain, List.of());
    }

    /** Rules for single guests of which the owner has none. */
    List<String> ofOthers(Table table, String chain, Owner owner) {
        return rules(table, chain).stream()
                .filter(Owner::marked)
                .filter(line -> !owner.owns(line))
                .toList();
    }

    /** The bridges from which anything leads to our chains, of whomever. */
    Set<String> bridges() {
        return Stream.of(Table.values())
                .flatMap(this::entries)
                .map(SavedRules::bridgeOf)
                .collect(Collectors.toSet());
    }

    /** What leads from these bridges to our chains, as it was told. */
    List<String> entriesOf(Table table, Set<String> bridges) {
        return entries(table).filter(line -> bridges.contains(bridgeOf(line))).toList();
    }

    private Stream<String> entries(Table table) {
        return Stream.of("INPUT", "FORWARD")
                .flatMap(chain -> rules(table, chain).stream())
                .filter(line -> ENTRY.matcher(line).matches());
    }

    private static String bridgeOf(String entry) {
        return entry.split(" ", -1)[3];
    }

    /**
     * What leads from the kernel's own chain to ours, in front of everything of others.
     *
     * @return lines that make it so; empty when it is
     */
    List<String> entry(Table table, String from, String bridge, String to) {
        String rule = from + " -i " + bridge + " -j " + to;
        List<String> present = rules(table, from);
        int at = present.indexOf("-A " + rule);
        boolean first = at >= 0 && present.subList(0, at).stream().allMatch(line -> line.endsWith(" -j " + to));
        if (first) {
            return List.of();
        }
        String insertion = "-I " + from + " 1 -i " + bridge + " -j " + to;
        return at < 0 ? List.of(insertion) : List.of("-D " + rule, insertion);
    }
}
