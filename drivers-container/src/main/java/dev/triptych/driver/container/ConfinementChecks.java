package dev.triptych.driver.container;

import com.github.dockerjava.api.model.Capability;
import dev.triptych.spi.ByteSize;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.KindOptions.Confinement;
import dev.triptych.spi.KindOptions.ContainerOptions;
import dev.triptych.spi.KindOptions.Seccomp;
import dev.triptych.spi.KindOptions.Tmpfs;
import dev.triptych.spi.KindOptions.Ulimit;
import dev.triptych.spi.WorkloadSpec;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a container asks to be allowed, against what the configuration allows any of them. */
final class ConfinementChecks {
    private static final String EVERY = "ALL";
    private static final Set<String> CAPABILITIES = Arrays.stream(Capability.values())
            .map(Capability::name)
            .filter(name -> !name.equals(EVERY))
            .collect(Collectors.toUnmodifiableSet());

    /** Those that bound; {@code nice}, {@code rtprio} and {@code rttime} give a claim on the processors instead. */
    private static final Set<String> ULIMITS = Set.of(
            "core",
            "cpu",
            "data",
            "fsize",
            "locks",
            "memlock",
            "msgqueue",
            "nofile",
            "nproc",
            "rss",
            "sigpending",
            "stack");

    private final ContainerDriverProperties.Allowances allowed;

    ConfinementChecks(ContainerDriverProperties.Allowances allowed) {
        this.allowed = allowed;
    }

    /**
     * Refuses what the configuration does not allow, and what there is not.
     *
     * @throws DriverException {@link DriverErrorCode#INVALID_SPEC}; {@link DriverErrorCode#NOT_SUPPORTED} for what this
     *     installation does not allow
     */
    void check(WorkloadSpec spec) {
        ContainerOptions options = SpecChecks.options(spec);
        Confinement confinement = options.confinement();
        confinement.addedCapabilities().forEach(this::checkAdded);
        confinement.droppedCapabilities().stream()
                .filter(name -> !name.equals(EVERY))
                .forEach(name -> checkKnown(name, "drop"));
        confinement.ulimits().forEach(ConfinementChecks::checkUlimit);
        if (confinement.seccomp() == Seccomp.UNCONFINED && !allowed.seccompUnconfined()) {
            throw notAllowed("container.seccomp \"unconfined\"", "triptych.container.allow.seccomp-unconfined");
        }
        Long pids = confinement.pids();
        if (pids != null && (pids < 1 || pids > allowed.pids())) {
            throw invalid("container.pids must be between 1 and " + allowed.pids() + ", not " + pids
                    + "; triptych.container.allow.pids sets the most.");
        }
        options.tmpfs().forEach(tmpfs -> checkSize(tmpfs, spec.resources().memory()));
    }

    private void checkAdded(String name) {
        if (name.equals(EVERY)) {
            throw invalid("container.capabilities.add takes no \"ALL\". Name each one that is needed.");
        }
        checkKnown(name, "add");
        if (!allowed.capabilities().contains(name)) {
            throw notAllowed("the capability " + name, "triptych.container.allow.capabilities");
        }
    }

    private static void checkKnown(String name, String list) {
        if (!CAPABILITIES.contains(name)) {
            throw invalid("container.capabilities." + list + ": there is no capability \"" + name
                    + "\". They are named as in capabilities(7), without CAP_, such as NET_RAW.");
        }
    }

    private static void checkUlimit(Ulimit limit) {
        if (!ULIMITS.contains(limit.name())) {
            throw invalid("container.ulimits: \"" + limit.name() + "\" is none that can be set. Known are "
                    + String.join(", ", new TreeSet<>(ULIMITS)) + ".");
        }
        boolean ordered = limit.hard() == -1 || (limit.soft() != -1 && limit.soft() <= limit.hard());
        if (limit.soft() < -1 || limit.hard() < -1 || !ordered) {
            throw invalid("container.ulimits: " + limit.name()
                    + " needs a soft limit that is not above the hard one, both 0 or more, or -1 for none.");
        }
    }

    private static void checkSize(Tmpfs tmpfs, ByteSize memory) {
        if (tmpfs.size().bytes() < 1 || tmpfs.size().compareTo(memory) > 0) {
            throw invalid("container.tmpfs: " + tmpfs.path() + " would hold " + tmpfs.size()
                    + ". What is in it counts as the container's memory, so it can hold up to resources.memory, "
                    + memory + ".");
        }
    }

    private static DriverException notAllowed(String what, String key) {
        return new DriverException(
                DriverErrorCode.NOT_SUPPORTED,
                "This installation does not allow " + what + ": it reaches beyond the container. Do without, or have"
                        + " it allowed in the configuration (" + key + ").");
    }

    private static DriverException invalid(String message) {
        return new DriverException(DriverErrorCode.INVALID_SPEC, message);
    }
}
