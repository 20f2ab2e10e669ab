package dev.triptych.driver.container;

import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.model.Info;
import dev.triptych.spi.ByteSize;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.KindOptions.ContainerOptions;
import dev.triptych.spi.Program;
import dev.triptych.spi.Resources;
import dev.triptych.spi.WorkloadSpec;
import java.util.regex.Pattern;

/** What can be refused before the Engine is asked, with words that say what to change. */
final class SpecChecks {
    /** runc fails to start anything in less; the Engine refuses it. */
    private static final ByteSize LEAST_MEMORY = ByteSize.ofMebibytes(6);

    private static final double LEAST_CPUS = 0.01;
    private static final Pattern NAME = Pattern.compile("[a-z]([a-z0-9-]{0,61}[a-z0-9])?");

    private SpecChecks() {}

    /** Everything that needs no Engine. */
    static void checkForm(WorkloadSpec spec) {
        if (!NAME.matcher(spec.name()).matches()) {
            throw invalid("The name \"" + spec.name() + "\" cannot be part of a container's name.");
        }
        ImagePlatform.checkForm(options(spec).platform());
        checkProgram(spec.program());
        Resources resources = spec.resources();
        if (resources.memory().compareTo(LEAST_MEMORY) < 0) {
            throw invalid("A container needs a memory limit of at least " + LEAST_MEMORY + ", not " + resources.memory()
                    + ".");
        }
        if (!(resources.cpus() >= LEAST_CPUS)) {
            throw invalid("A container needs at least " + LEAST_CPUS + " cpus, not " + resources.cpus() + ".");
        }
    }

    static ContainerOptions options(WorkloadSpec spec) {
        if (spec.options() instanceof ContainerOptions options) {
            return options;
        }
        throw invalid("The container driver was given the options of another kind.");
    }

    private static void checkProgram(Program program) {
        if (program.args().stream().anyMatch(arg -> arg.indexOf(0) >= 0)) {
            throw invalid("An argument contains a NUL character.");
        }
        program.env().forEach((name, value) -> {
            if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf(0) >= 0 || value.indexOf(0) >= 0) {
                throw invalid("The environment variable \"" + name.replace("\0", "\\0")
                        + "\" cannot be passed: a name is not empty and holds no \"=\", and neither part holds NUL.");
            }
        });
    }

    /** Whether the host can ever hold it. */
    static void checkFits(WorkloadSpec spec, Info host) {
        Resources resources = spec.resources();
        Integer processors = host.getNCPU();
        if (processors != null && resources.cpus() > processors) {
            throw new DriverException(
                    DriverErrorCode.CAPACITY_EXCEEDED,
                    "It asks for " + resources.cpus() + " cpus, and the host has " + processors + ".");
        }
        Long memory = host.getMemTotal();
        if (memory != null && resources.memory().bytes() > memory) {
            throw new DriverException(
                    DriverErrorCode.CAPACITY_EXCEEDED,
                    "It asks for " + resources.memory() + " of memory, and the host has " + (memory >> 20) + "MiB.");
        }
    }

    /** Whether this image can run on this host with these arguments. */
    static void checkImage(WorkloadSpec spec, InspectImageResponse image, Info host) {
        String reference = CreateRequestMapper.image(spec).reference();
        ImagePlatform.check(reference, image, options(spec), host);
        boolean saysNothing = spec.program().args().isEmpty()
                && options(spec).program().entrypoint().isEmpty();
        if (saysNothing && ImageConfigMapper.hasNoCommand(image)) {
            throw invalid("The image \"" + reference
                    + "\" does not say what to run. Give the program and its arguments as \"args\".");
        }
    }

    private static DriverException invalid(String message) {
        return new DriverException(DriverErrorCode.INVALID_SPEC, message);
    }
}
