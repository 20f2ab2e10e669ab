package dev.triptych.controlplane;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import dev.triptych.spi.Capability;
import dev.triptych.spi.Driver;
import dev.triptych.tck.architecture.HouseRules;
import dev.triptych.tck.architecture.Scan;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The arrows of the whole house: this module's tests are the only ones that see every other module. */
class ArchitectureTest {
    /** Package of each module → the least number of classes it has. Raise a number as its module grows. */
    private static final Map<String, Integer> FLOORS = Map.ofEntries(
            Map.entry("dev.triptych.api", 120),
            Map.entry("dev.triptych.controlplane", 220),
            Map.entry("dev.triptych.db", 9),
            Map.entry("dev.triptych.firewall", 12),
            Map.entry("dev.triptych.gateway", 45),
            Map.entry("dev.triptych.process", 13),
            Map.entry("dev.triptych.driver.container", 55),
            Map.entry("dev.triptych.driver.vm", 70),
            Map.entry("dev.triptych.driver.wasm", 100),
            Map.entry("dev.triptych.spi", 55),
            Map.entry("dev.triptych.statistics", 3),
            Map.entry("dev.triptych.tck", 35));

    /** Library → the only package that may know it. */
    private static final Map<String, String> HOMES = Map.of(
            "com.github.dockerjava..", "dev.triptych.driver.container..",
            "io.roastedroot..", "dev.triptych.driver.wasm..",
            "io.netty..", "dev.triptych.gateway..",
            "org.libvirt..", "dev.triptych.driver.vm..",
            "run.endive..", "dev.triptych.driver.wasm..");

    private static final JavaClasses HOUSE = Scan.mainClassesOf("dev.triptych", 600);

    @TestFactory
    Stream<DynamicTest> everyModuleIsSeen() {
        return FLOORS.entrySet().stream()
                .map(floor -> DynamicTest.dynamicTest(
                        floor.getKey(),
                        () -> assertThat(classesBelow(floor.getKey())).isGreaterThanOrEqualTo(floor.getValue())));
    }

    @Test
    void everyClassBelongsToAModuleOnTheList() {
        assertThat(HOUSE)
                .allMatch(seen -> FLOORS.keySet().stream()
                        .anyMatch(root -> seen.getPackageName().equals(root)
                                || seen.getPackageName().startsWith(root + ".")));
    }

    @TestFactory
    Stream<DynamicTest> theRulesOfTheHouseHold() {
        return HouseRules.all().stream()
                .map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(HOUSE)));
    }

    @TestFactory
    Stream<DynamicTest> eachBackendLibraryHasOneHome() {
        return HOMES.entrySet().stream()
                .map(home -> DynamicTest.dynamicTest(
                        home.getKey(),
                        () -> noClasses()
                                .that()
                                .resideOutsideOfPackage(home.getValue())
                                .should()
                                .dependOnClassesThat()
                                .resideInAPackage(home.getKey())
                                .because("everyone else speaks dev.triptych.spi")
                                .check(HOUSE)));
    }

    /** Runtime scope leaks into the tests, and the restricted imports do not see a fully qualified name. */
    @Test
    void theControlPlaneAndItsTestsKnowNoDriver() {
        JavaClasses withTests = Scan.mainAndTestClassesOf("dev.triptych.controlplane", 220);
        assertThat(withTests.contain(ArchitectureTest.class)).isTrue();
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(Stream.concat(Stream.of("dev.triptych.driver.."), HOMES.keySet().stream())
                        .toArray(String[]::new))
                .because("a driver is found by its kind, at run time")
                .check(withTests);
    }

    @Test
    void onlyDispatchAndReconcileCallADriver() {
        noClasses()
                .that()
                .resideInAPackage("dev.triptych.controlplane..")
                .and()
                .resideOutsideOfPackages(
                        "dev.triptych.controlplane.dispatch..", "dev.triptych.controlplane.reconcile..")
                .should()
                .dependOnClassesThat(assignableTo(Driver.class).or(assignableTo(Capability.class)))
                .because("deadlines, retries and the order of writes are kept in one place")
                .check(HOUSE);
    }

    private static int classesBelow(String root) {
        return HOUSE.containPackage(root) ? size(HOUSE.getPackage(root)) : 0;
    }

    private static int size(JavaPackage root) {
        return root.getClassesInPackageTree().size();
    }
}
