package dev.triptych.controlplane.comparison;

import com.fasterxml.jackson.annotation.JsonInclude;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reports and advice as JSON: {@code ComparisonReport} and {@code Advice} of the API. */
public final class ReportJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
            .changeDefaultPropertyInclusion(always -> always.withValueInclusion(JsonInclude.Include.NON_NULL))
            .build();

    private ReportJson() {}

    public static String of(Advice advice) {
        return MAPPER.writeValueAsString(advice);
    }

    /** With descriptions as what they are, not as text. */
    public static String of(Report report) {
        ObjectNode tree = MAPPER.valueToTree(report);
        ArrayNode variants = (ArrayNode) tree.path("variants");
        for (JsonNode variant : variants) {
            String description = variant.path("description").asString();
            ((ObjectNode) variant).set("description", MAPPER.readTree(description));
        }
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(tree);
    }
}
