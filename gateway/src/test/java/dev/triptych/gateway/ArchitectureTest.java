package dev.triptych.gateway;

import dev.triptych.tck.architecture.HouseRules;
import dev.triptych.tck.architecture.Scan;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ArchitectureTest {
    @TestFactory
    Stream<DynamicTest> theRulesOfTheHouseHold() {
        var classes = Scan.mainClassesOf("dev.triptych.gateway", 45);
        return HouseRules.all().stream()
                .map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(classes)));
    }
}
