package dev.triptych.driver.wasm.inspection;

import dev.triptych.spi.ModuleInspecting.Export;
import dev.triptych.spi.ModuleInspecting.Import;
import dev.triptych.spi.ModuleInspecting.MemoryLimits;
import dev.triptych.spi.ModuleInspecting.Section;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that was read from a binary without running or compiling anything.
 *
 * @param form {@code module} or {@code component}
 * @param wasi the WASI generation: {@code none}, {@code preview1}, {@code preview2} or {@code unknown}
 * @param memory the first memory; null when there is none
 * @param memoryMinimumPages of all own memories together, in pages of 64 KiB
 * @param tables how many it has of its own
 * @param tableMinimum of all own tables together, in entries
 * @param features proposals beyond the core that the declarations use: {@code gc}, {@code threads},
 *     {@code exceptions}, {@code multi-memory}, and 64-bit memory
 */
public record ModuleShape(
        String form,
        String wasi,
        List<Import> imports,
        List<Export> exports,
        @Nullable MemoryLimits memory,
        long memoryMinimumPages,
        int tables,
        long tableMinimum,
        List<Section> sections,
        Map<String, List<String>> producers,
        Set<String> features) {
    public static final String MODULE = "module";
    public static final String COMPONENT = "component";
    public static final String GC = "gc";
    public static final String THREADS = "threads";
    public static final String MEMORY64 = "memory64";
    public static final String EXCEPTIONS = "exceptions";
    public static final String MULTI_MEMORY = "multi-memory";

    public ModuleShape {
        imports = List.copyOf(imports);
        exports = List.copyOf(exports);
        sections = List.copyOf(sections);
        producers = Map.copyOf(producers);
        features = Set.copyOf(features);
    }

    /** Whether code of it runs when it is instantiated, before anybody calls it. */
    public boolean startsByItself() {
        return sections.stream().anyMatch(section -> section.name().equals(SectionKind.START.word()));
    }
}
