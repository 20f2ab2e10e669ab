package dev.triptych.api;

import static dev.triptych.api.Specification.map;
import static dev.triptych.api.Specification.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SpecificationTest {

    private static final Specification SPECIFICATION = Specification.load();
    private static final Set<String> ROLES = Set.of("anyone", "viewer", "operator", "admin");
    private static final Pattern PATH_PARAMETER = Pattern.compile("\\{(\\w+)}");

    @Test
    void everyOperationHasItsOwnName() {
        assertThat(SPECIFICATION.operations())
                .hasSizeGreaterThanOrEqualTo(32)
                .extracting(Operation::id)
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("[a-z][A-Za-z]+"));
    }

    @Test
    void everyOperationBelongsToOneInterface() {
        assertThat(SPECIFICATION.operations())
                .allSatisfy(operation -> assertThat(operation.tags()).hasSize(1).isSubsetOf(SPECIFICATION.tags()));
    }

    @Test
    void everyOperationNamesTheLeastRoleItNeeds() {
        assertThat(SPECIFICATION.operations()).extracting(Operation::role).isSubsetOf(ROLES);
    }

    @Test
    void onlySigningInNeedsNoCredentials() {
        assertThat(SPECIFICATION.operations())
                .filteredOn(operation -> operation.role().equals("anyone"))
                .extracting(Operation::route)
                .containsExactly("POST /session");
    }

    @Test
    void everyOperationShowsHowItRefuses() {
        assertThat(SPECIFICATION.operations()).allSatisfy(operation -> {
            List<String> refusals = operation.responses().keySet().stream()
                    .filter(s -> s.startsWith("4"))
                    .toList();
            assertThat(refusals).contains("401");
            assertThat(refusals)
                    .allSatisfy(status -> assertThat(operation.problems(status)).isNotEmpty());
        });
    }

    @Test
    void everyProblemShownHasTheStatusOfItsCode() {
        assertThat(SPECIFICATION.operations())
                .allSatisfy(operation -> operation
                        .responses()
                        .keySet()
                        .forEach(status -> assertThat(operation.problems(status))
                                .allSatisfy(problem -> {
                                    assertThat(text(problem.get("status"))).isEqualTo(status);
                                    assertThat(text(SPECIFICATION.statusByCode().get(text(problem.get("code")))))
                                            .isEqualTo(status);
                                })));
    }

    @Test
    void everyErrorCodeHasOneStatus() {
        assertThat(SPECIFICATION.statusByCode().keySet())
                .containsExactlyInAnyOrderElementsOf(SPECIFICATION.errorCodes());
    }

    @Test
    void everySchemaOfAnObjectIsClosed() {
        assertThat(SPECIFICATION.schemas())
                .hasSizeGreaterThan(80)
                .allSatisfy((name, schema) -> assertThat(map(schema))
                        .satisfiesAnyOf(
                                closed -> assertThat(closed).containsEntry("additionalProperties", false),
                                other -> assertThat(other).doesNotContainKey("properties")));
    }

    @Test
    void everyOperationIsReplayed() {
        assertThat(SPECIFICATION.operations())
                .allSatisfy(operation -> assertThat(operation.replay()).isNotEmpty());
    }

    @Test
    void everyRequestExampleIsReplayedAndEveryReplayedExampleExists() {
        assertThat(SPECIFICATION.operations())
                .allSatisfy(operation -> assertThat(operation.replay().stream()
                                .filter(step -> step.containsKey("example"))
                                .map(step -> text(step.get("example")))
                                .collect(Collectors.toSet()))
                        .isEqualTo(operation.requestExamples().keySet()));
    }

    @Test
    void everyReplayedStepHasItsPlaceInTheOrder() {
        assertThat(SPECIFICATION.operations().stream()
                        .flatMap(operation -> operation.replay().stream())
                        .map(step -> step.get("order")))
                .doesNotContainNull()
                .doesNotHaveDuplicates();
    }

    @Test
    void everyReplayedStepExpectsAnAnswerThatTheOperationDescribes() {
        assertThat(SPECIFICATION.operations())
                .allSatisfy(operation -> assertThat(operation.replay()).allSatisfy(step -> {
                    assertThat(operation.responses()).containsKey(text(step.get("status")));
                    if (step.containsKey("code")) {
                        assertThat(operation.problems(text(step.get("status"))))
                                .extracting(problem -> problem.get("code"))
                                .contains(step.get("code"));
                    }
                }));
    }

    @Test
    void everyReplayedStepFillsThePathAndUsesKnownFiles() {
        assertThat(SPECIFICATION.operations())
                .allSatisfy(operation -> assertThat(operation.replay()).allSatisfy(step -> {
                    assertThat(map(step.get("path")).keySet()).isEqualTo(pathParameters(operation));
                    if (step.containsKey("bodyFile")) {
                        assertThat(SPECIFICATION.fixtureFiles()).contains(text(step.get("bodyFile")));
                    }
                }));
    }

    @Test
    void everyReplayedStepKnowsItsFields() {
        Set<String> known =
                Set.of("order", "example", "bodyFile", "path", "query", "headers", "status", "code", "readUntil");
        assertThat(SPECIFICATION.operations().stream()
                        .flatMap(operation -> operation.replay().stream())
                        .map(Map::keySet))
                .allSatisfy(fields -> assertThat(known).containsAll(fields));
    }

    private static Set<String> pathParameters(Operation operation) {
        return PATH_PARAMETER
                .matcher(operation.path())
                .results()
                .map((MatchResult match) -> match.group(1))
                .collect(Collectors.toSet());
    }
}
