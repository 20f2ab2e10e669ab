package dev.triptych.driver.container;

import java.nio.file.Path;
import java.util.OptionalLong;

/** One group in the separate hierarchies of version 1. */
record ControlGroupV1(Path root, Path group) implements ControlGroup {

    @Override
    public OptionalLong workingSet() {
        OptionalLong used = ControlGroup.number(file("memory", "memory.usage_in_bytes"));
        OptionalLong droppable = ControlGroup.number(file("memory", "memory.stat"), "total_inactive_file");
        return used.isPresent()
                ? OptionalLong.of(Math.max(0, used.getAsLong() - droppable.orElse(0)))
                : OptionalLong.empty();
    }

    @Override
    public OptionalLong memoryPeak() {
        return ControlGroup.number(file("memory", "memory.max_usage_in_bytes"));
    }

    @Override
    public OptionalLong cpuNanos() {
        return ControlGroup.number(file("cpuacct", "cpuacct.usage"));
    }

    @Override
    public OptionalLong tasks() {
        return ControlGroup.number(file("pids", "pids.current"));
    }

    private Path file(String hierarchy, String name) {
        return root.resolve(hierarchy).resolve(group).resolve(name);
    }
}
