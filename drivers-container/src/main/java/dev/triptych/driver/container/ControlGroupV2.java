package dev.triptych.driver.container;

import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** One group in the single hierarchy of version 2. */
record ControlGroupV2(Path folder) implements ControlGroup {

    @Override
    public OptionalLong workingSet() {
        OptionalLong used = ControlGroup.number(folder.resolve("memory.current"));
        OptionalLong droppable = ControlGroup.number(folder.resolve("memory.stat"), "inactive_file");
        return used.isPresent()
                ? OptionalLong.of(Math.max(0, used.getAsLong() - droppable.orElse(0)))
                : OptionalLong.empty();
    }

    @Override
    public OptionalLong memoryPeak() {
        return ControlGroup.number(folder.resolve("memory.peak"));
    }

    @Override
    public OptionalLong cpuNanos() {
        OptionalLong micros = ControlGroup.number(folder.resolve("cpu.stat"), "usage_usec");
        return micros.isPresent()
                ? OptionalLong.of(TimeUnit.MICROSECONDS.toNanos(micros.getAsLong()))
                : OptionalLong.empty();
    }

    @Override
    public OptionalLong tasks() {
        return ControlGroup.number(folder.resolve("pids.current"));
    }
}
