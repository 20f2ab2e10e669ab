package dev.triptych.tck.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.GeneralCodingRules;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.NullMarked;

/** What holds in every module. */
public final class HouseRules {
    private HouseRules() {}

    public static List<ArchRule> all() {
        return List.of(
                packagesAreNullMarked(), packagesHaveNoCycles(), nothingGoesToStandardStreams(), timeComesFromAClock());
    }

    public static ArchRule packagesAreNullMarked() {
        return classes()
                .should(new ArchCondition<JavaClass>("live in a package marked @NullMarked") {
                    @Override
                    public void check(JavaClass item, ConditionEvents events) {
                        JavaPackage home = item.getPackage();
                        events.add(new SimpleConditionEvent(
                                item,
                                home.isAnnotatedWith(NullMarked.class),
                                "%s: package %s has no package-info marked @NullMarked"
                                        .formatted(item.getName(), home.getName())));
                    }
                })
                .because("a type without the mark says nothing about null");
    }

    public static ArchRule packagesHaveNoCycles() {
        return SlicesRuleDefinition.slices()
                .matching("dev.triptych.(**)")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .because("packages in a circle can only be understood, changed and tested together");
    }

    public static ArchRule nothingGoesToStandardStreams() {
        return GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.because("the log is the place for it");
    }

    /** Clocks are parameters: a test moves the clock instead of waiting. */
    public static ArchRule timeComesFromAClock() {
        return noClasses()
                .should()
                .accessTargetWhere(DescribedPredicate.describe(
                        "the machine's own clock is read", HouseRules::readsTheMachinesClock))
                .because("a Clock is injected; durations are measured with System.nanoTime()");
    }

    private static boolean readsTheMachinesClock(JavaAccess<?> access) {
        String owner = access.getTargetOwner().getName();
        String name = access.getName();
        boolean now = owner.startsWith("java.time.") && name.equals("now");
        boolean given = access.getTarget() instanceof CodeUnitAccessTarget target
                && target.getRawParameterTypes().stream().anyMatch(type -> type.isEquivalentTo(Clock.class));
        return (now && !given) || (owner.equals("java.lang.System") && name.equals("currentTimeMillis"));
    }
}
