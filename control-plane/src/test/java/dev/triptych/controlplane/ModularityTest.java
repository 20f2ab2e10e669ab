package dev.triptych.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModule;
import org.springframework.modulith.core.ApplicationModules;
import org.springframework.modulith.docs.Documenter;

class ModularityTest {
    private static final ApplicationModules MODULES = ApplicationModules.of(ControlPlane.class);

    @Test
    void theModulesAreTheOnesWeMeant() {
        assertThat(MODULES.stream().map(ApplicationModule::getIdentifier).map(Object::toString))
                .containsExactlyInAnyOrder(
                        "access",
                        "artifact",
                        "assessment",
                        "comparison",
                        "dispatch",
                        "host",
                        "journal",
                        "logs",
                        "migration",
                        "oci",
                        "platform",
                        "pull",
                        "reconcile",
                        "service",
                        "snapshot",
                        "usage",
                        "verification",
                        "volume",
                        "web",
                        "workload");
    }

    /** The edge alone may use every module. */
    @Test
    void everyModuleButTheEdgeSaysWhatItMayUse() {
        assertThat(MODULES.stream()
                        .filter(module -> !module.getIdentifier().toString().equals("web")))
                .allSatisfy(module -> assertThat(module.getBasePackage()
                                .getAnnotation(org.springframework.modulith.ApplicationModule.class))
                        .hasValueSatisfying(declared -> assertThat(declared.allowedDependencies())
                                .doesNotContain(org.springframework.modulith.ApplicationModule.OPEN_TOKEN)));
    }

    @Test
    void modulesUseEachOtherAsTheySay() {
        MODULES.verify();
    }

    /** Into {@code target/spring-modulith-docs}. */
    @Test
    void theDiagramIsDrawn() {
        new Documenter(MODULES).writeModulesAsPlantUml().writeIndividualModulesAsPlantUml();
    }
}
