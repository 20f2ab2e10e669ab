package dev.triptych.driver.wasm.inspection;

import dev.triptych.spi.ModuleInspecting.Export;
import dev.triptych.spi.ModuleInspecting.Import;
import java.util.stream.Stream;

/** A component's imports and exports, written as a world of WIT. What is no interface is noted with its sort. */
public final class WitWorld {
    private static final int MOST_LINES = 1_000;

    private WitWorld() {}

    public static String of(ModuleShape component) {
        StringBuilder world = new StringBuilder("world root {\n");
        Stream.concat(
                        component.imports().stream().map(WitWorld::line),
                        component.exports().stream().map(WitWorld::line))
                .limit(MOST_LINES)
                .forEach(line -> world.append("  ").append(line).append('\n'));
        return world.append("}\n").toString();
    }

    private static String line(Import one) {
        return line("import", one.module(), one.type());
    }

    private static String line(Export one) {
        return line("export", one.name(), one.type());
    }

    private static String line(String direction, String name, String sort) {
        String printable = ShownName.of(name).replaceAll("\\p{Cntrl}", "\uFFFD");
        return direction + " " + printable + ";" + (sort.equals("instance") ? "" : " // " + sort);
    }
}
