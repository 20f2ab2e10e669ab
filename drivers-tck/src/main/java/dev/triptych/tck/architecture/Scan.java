package dev.triptych.tck.architecture;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.resolvers.SelectedClassResolverFromClasspath;

/** Reads compiled classes. A rule over too few classes proves nothing, so the caller says how many it expects. */
public final class Scan {
    static {
        // The rules ask for the ancestors of the JDK's types and of ours; to read every library takes much longer.
        ArchConfiguration.get().setClassResolver(SelectedClassResolverFromClasspath.class);
        ArchConfiguration.get().setClassResolverArguments("java", "dev.triptych");
    }

    private Scan() {}

    /**
     * Imports the main classes of a package and of those below it.
     *
     * @throws AssertionError if fewer than {@code floor} classes are there
     */
    public static JavaClasses mainClassesOf(String rootPackage, int floor) {
        return scan(
                new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS),
                rootPackage,
                floor);
    }

    /**
     * Imports the main and the test classes of a package and of those below it.
     *
     * @throws AssertionError if fewer than {@code floor} classes are there
     */
    public static JavaClasses mainAndTestClassesOf(String rootPackage, int floor) {
        return scan(new ClassFileImporter(), rootPackage, floor);
    }

    private static JavaClasses scan(ClassFileImporter importer, String rootPackage, int floor) {
        JavaClasses classes = importer.importPackages(rootPackage);
        if (classes.size() < floor) {
            throw new AssertionError("%s: %d classes seen, at least %d expected: is the module on the class path?"
                    .formatted(rootPackage, classes.size(), floor));
        }
        return classes;
    }
}
