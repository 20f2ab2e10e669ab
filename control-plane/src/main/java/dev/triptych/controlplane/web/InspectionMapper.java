package dev.triptych.controlplane.web;

import dev.triptych.api.model.ArtifactFormat;
import dev.triptych.api.model.DiskInspection;
import dev.triptych.api.model.Inspection;
import dev.triptych.api.model.WasiGeneration;
import dev.triptych.api.model.WasmCounts;
import dev.triptych.api.model.WasmExport;
import dev.triptych.api.model.WasmExternType;
import dev.triptych.api.model.WasmGrant;
import dev.triptych.api.model.WasmImport;
import dev.triptych.api.model.WasmInspection;
import dev.triptych.api.model.WasmNeed;
import dev.triptych.api.model.WasmSection;
import dev.triptych.spi.ModuleInspecting;
import dev.triptych.spi.ModuleInspecting.MemoryLimits;
import dev.triptych.spi.ModuleInspecting.ModuleInspection;
import java.util.Set;

/** Shows what was found in an artifact. */
final class InspectionMapper {
    private InspectionMapper() {}

    static Inspection shown(dev.triptych.controlplane.artifact.Inspection found) {
        Inspection inspection =
                new Inspection(ArtifactFormat.valueOf(found.format().name()));
        ModuleInspection module = found.module();
        if (module != null) {
            inspection.setWasm(wasm(module));
        }
        Long size = found.virtualSizeBytes();
        if (size != null) {
            inspection.setDisk(new DiskInspection(size).clusterSizeBytes(found.clusterSizeBytes()));
        }
        return inspection;
    }

    private static WasmInspection wasm(ModuleInspection module) {
        Set<String> missing = Set.copyOf(module.missingImports());
        WasmInspection wasm = new WasmInspection(
                WasiGeneration.fromValue(module.wasi()),
                module.imports().stream()
                        .map(needed -> new WasmImport(
                                needed.module(),
                                needed.name(),
                                WasmExternType.fromValue(needed.type()),
                                !missing.contains(fullName(needed))))
                        .toList(),
                module.exports().stream()
                        .map(offered -> new WasmExport(offered.name(), WasmExternType.fromValue(offered.type())))
                        .toList(),
                module.sections().stream()
                        .map(section ->
                                new WasmSection(section.name(), section.size().bytes()))
                        .toList(),
                module.languages(),
                module.needs().stream().map(InspectionMapper::need).toList(),
                new WasmCounts(
                        module.counts().imports(),
                        module.counts().exports(),
                        module.counts().sections()));
        wasm.setWorld(module.world());
        MemoryLimits memory = module.memory();
        if (memory != null) {
            wasm.setMemoryMinBytes(memory.minimum().bytes());
            if (memory.maximum() != null) {
                wasm.setMemoryMaxBytes(memory.maximum().bytes());
            }
        }
        return wasm.producers(module.producers().isEmpty() ? null : module.producers());
    }

    private static String fullName(ModuleInspecting.Import needed) {
        return needed.name().isEmpty() ? needed.module() : needed.module() + "." + needed.name();
    }

    private static WasmNeed need(ModuleInspecting.Need need) {
        return new WasmNeed(
                WasmNeed.PowerEnum.fromValue(need.power()),
                WasmGrant.valueOf(need.grant().name()),
                need.imports());
    }
}
