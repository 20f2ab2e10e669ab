package dev.triptych.controlplane.web;

import dev.triptych.api.SpecificationApi;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

@RestController
final class SpecificationController implements SpecificationApi {
    private static final MediaType YAML = MediaType.parseMediaType("application/yaml");

    @Override
    public ResponseEntity<Resource> getSpecification() {
        return ResponseEntity.ok().contentType(YAML).body(new ClassPathResource("openapi/openapi.yaml"));
    }
}
