package dev.triptych.tck.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What every driver's code obeys. A driver's {@code ArchitectureTest} names its package and a floor of classes. */
public abstract class DriverArchitectureContract {
    private static final String SPRING_ENTRANCE = ".*(Properties|AutoConfiguration)(\\$.*)?";

    private final JavaClasses classes;

    /** @param floor the least number of classes that must be seen; raise it as the driver grows */
    protected DriverArchitectureContract(String rootPackage, int floor) {
        this.classes = Scan.mainClassesOf(rootPackage, floor);
    }

    @TestFactory
    Stream<DynamicTest> theRulesOfTheHouseHold() {
        return HouseRules.all().stream()
                .map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(classes)));
    }

    @Test
    void springIsKnownOnlyInPropertiesAndAutoConfiguration() {
        ArchRule rule = noClasses()
                .that()
                .haveNameNotMatching(SPRING_ENTRANCE)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework..")
                .allowEmptyShould(true)
                .because("a driver works without Spring; the two classes at its door alone fit it into the service");
        rule.check(classes);
    }
}
