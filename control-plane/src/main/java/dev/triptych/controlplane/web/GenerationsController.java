package dev.triptych.controlplane.web;

import dev.triptych.api.GenerationsApi;
import dev.triptych.api.model.Generation;
import dev.triptych.api.model.GenerationList;
import dev.triptych.api.model.GenerationSummary;
import dev.triptych.controlplane.workload.Generations;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

@RestController
final class GenerationsController implements GenerationsApi {
    private final Generations generations;

    GenerationsController(Generations generations) {
        this.generations = generations;
    }

    @Override
    public ResponseEntity<GenerationList> listGenerations(String name) {
        return ResponseEntity.ok(new GenerationList(generations.list(name).stream()
                .map(made -> new GenerationSummary(made.generation())
                        .createdAt(made.createdAt())
                        .createdBy(made.createdBy()))
                .toList()));
    }

    @Override
    public ResponseEntity<Generation> getGeneration(String name, Long generation) {
        new Checks().require(generation >= 1, "generation", "must be 1 or more").refuseIfAny();
        Generations.Kept kept = generations.get(name, generation);
        return ResponseEntity.ok(new Generation(generation, DescriptionWriter.describe(kept.description()))
                .createdAt(kept.made().createdAt())
                .createdBy(kept.made().createdBy()));
    }
}
