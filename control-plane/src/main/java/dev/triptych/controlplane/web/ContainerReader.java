package dev.triptych.controlplane.web;

import dev.triptych.api.model.Capabilities;
import dev.triptych.api.model.HealthCheckUse;
import dev.triptych.api.model.SeccompProfile;
import dev.triptych.spi.ByteSize;
import dev.triptych.spi.KindOptions.Confinement;
import dev.triptych.spi.KindOptions.ContainerOptions;
import dev.triptych.spi.KindOptions.ContainerProgram;
import dev.triptych.spi.KindOptions.Seccomp;
import dev.triptych.spi.KindOptions.Tmpfs;
import dev.triptych.spi.KindOptions.Ulimit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads and shows what only a container has. What this host allows is the driver's to say. */
final class ContainerReader {
    private static final int LONGEST_RUNTIME = 128;
    private static final int LONGEST_PLATFORM = 64;
    private static final int MOST_WORDS = 256;
    private static final int LONGEST_WORD = 32_768;
    private static final int LONGEST_PATH = 1024;
    private static final int MOST_CAPABILITIES = 64;
    private static final int MOST_ULIMITS = 16;
    private static final int MOST_TMPFS = 16;
    private static final ByteSize TMPFS_SIZE = ByteSize.ofMebibytes(16);
    private static final String TMPFS_MODE = "1777";
    private static final Pattern MODE = Pattern.compile("[01]?[0-7]{3}");
    private static final Pattern USER =
            Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,31}(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,30})?");
    private static final Pattern CAPABILITY = Pattern.compile("[A-Z_]{1,32}");
    private static final Pattern ULIMIT = Pattern.compile("[a-z]{1,32}");

    private final Checks checks;

    ContainerReader(Checks checks) {
        this.checks = checks;
    }

    @Nullable
    ContainerOptions read(dev.triptych.api.model.@Nullable ContainerOptions given) {
        if (given == null) {
            return null;
        }
        checks.length(given.getRuntime(), LONGEST_RUNTIME, "container.runtime")
                .length(given.getPlatform(), LONGEST_PLATFORM, "container.platform");
        ContainerOptions options = new ContainerOptions(
                given.getRuntime(),
                given.getPlatform(),
                program(given),
                confinement(given),
                tmpfs(listed(given.getTmpfs())));
        return options.equals(ContainerOptions.DEFAULT) ? null : options;
    }

    private ContainerProgram program(dev.triptych.api.model.ContainerOptions given) {
        String user = given.getUser();
        checks.require(
                user == null || USER.matcher(user).matches(),
                "container.user",
                "must be a name or number in the image, optionally with :group, such as 1000:1000");
        String directory = given.getWorkingDirectory();
        if (directory != null && !directory.equals("/")) {
            path(directory, "container.workingDirectory");
        }
        return new ContainerProgram(
                entrypoint(listed(given.getEntrypoint())),
                user,
                directory,
                given.getHealthCheck() == HealthCheckUse.NONE);
    }

    private List<String> entrypoint(List<@Nullable String> given) {
        checks.require(given.size() <= MOST_WORDS, "container.entrypoint", "must be at most " + MOST_WORDS);
        List<String> words = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            String field = "container.entrypoint[" + i + "]";
            String word = Objects.requireNonNullElse(given.get(i), "");
            checks.require(given.get(i) != null && word.indexOf(0) < 0, field, "must be text without NUL")
                    .require(i > 0 || !word.isEmpty(), field, "must name a program")
                    .length(word, LONGEST_WORD, field);
            words.add(word);
        }
        return words;
    }

    private Confinement confinement(dev.triptych.api.model.ContainerOptions given) {
        Capabilities capabilities = Objects.requireNonNullElseGet(given.getCapabilities(), Capabilities::new);
        Long pids = given.getPids();
        checks.require(pids == null || pids > 0, "container.pids", "must be more than 0");
        return new Confinement(
                Boolean.TRUE.equals(given.getReadOnlyRoot()),
                capabilities(listed(capabilities.getAdd()), "container.capabilities.add"),
                capabilities(listed(capabilities.getDrop()), "container.capabilities.drop"),
                ulimits(listed(given.getUlimits())),
                pids,
                given.getSeccomp() == SeccompProfile.UNCONFINED ? Seccomp.UNCONFINED : Seccomp.DEFAULT);
    }

    private List<String> capabilities(List<@Nullable String> given, String field) {
        checks.require(given.size() <= MOST_CAPABILITIES, field, "must be at most " + MOST_CAPABILITIES);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            String name = Objects.requireNonNullElse(given.get(i), "");
            checks.require(
                    CAPABILITY.matcher(name).matches() && !name.startsWith("CAP_"),
                    field + "[" + i + "]",
                    "must be a name as in capabilities(7) without CAP_, such as NET_RAW");
            names.add(name);
        }
        return names;
    }

    private List<Ulimit> ulimits(List<dev.triptych.api.model.@Nullable Ulimit> given) {
        checks.require(given.size() <= MOST_ULIMITS, "container.ulimits", "must be at most " + MOST_ULIMITS);
        Set<String> names = new HashSet<>();
        List<Ulimit> limits = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            String field = "container.ulimits[" + i + "]";
            dev.triptych.api.model.Ulimit limit = given.get(i);
            boolean whole =
                    limit != null && limit.getName() != null && limit.getSoft() != null && limit.getHard() != null;
            checks.require(whole, field, "needs name, soft and hard");
            if (limit != null && whole) {
                String name = limit.getName();
                checks.require(ULIMIT.matcher(name).matches(), field + ".name", "is not a name, such as nofile")
                        .require(names.add(name), field + ".name", "is used twice");
                limits.add(new Ulimit(name, limit.getSoft(), limit.getHard()));
            }
        }
        return limits;
    }

    private List<Tmpfs> tmpfs(List<dev.triptych.api.model.@Nullable Tmpfs> given) {
        checks.require(given.size() <= MOST_TMPFS, "container.tmpfs", "must be at most " + MOST_TMPFS);
        Set<String> paths = new HashSet<>();
        List<Tmpfs> folders = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            String field = "container.tmpfs[" + i + "]";
            dev.triptych.api.model.Tmpfs folder = given.get(i);
            boolean whole = folder != null && folder.getPath() != null;
            checks.require(whole, field, "needs a path");
            if (folder != null && whole) {
                String mode = Objects.requireNonNullElse(folder.getMode(), TMPFS_MODE);
                path(folder.getPath(), field + ".path");
                checks.require(paths.add(folder.getPath()), field + ".path", "is used twice")
                        .require(MODE.matcher(mode).matches(), field + ".mode", "must be octal, such as 1777");
                ByteSize size = checks.parsed(folder.getSize(), field + ".size", ByteSize::parse, TMPFS_SIZE);
                folders.add(new Tmpfs(folder.getPath(), size, mode));
            }
        }
        return folders;
    }

    private void path(String path, String field) {
        checks.require(Checks.isPlainPath(path), field, "must be absolute and without //, ., .. or control characters")
                .length(path, LONGEST_PATH, field);
    }

    /** Bodies may hold null where a list should have values. */
    private static <T> List<@Nullable T> listed(@Nullable List<T> given) {
        return given == null ? List.of() : new ArrayList<@Nullable T>(given);
    }

    static dev.triptych.api.model.@Nullable ContainerOptions shown(@Nullable ContainerOptions options) {
        if (options == null) {
            return null;
        }
        ContainerProgram program = options.program();
        Confinement confinement = options.confinement();
        return new dev.triptych.api.model.ContainerOptions()
                .runtime(options.runtime())
                .platform(options.platform())
                .entrypoint(orNull(program.entrypoint()))
                .user(program.user())
                .workingDirectory(program.workingDirectory())
                .healthCheck(program.healthCheckIgnored() ? HealthCheckUse.NONE : null)
                .readOnlyRoot(confinement.readOnlyRoot() ? true : null)
                .capabilities(shown(confinement))
                .ulimits(orNull(confinement.ulimits().stream()
                        .map(limit -> new dev.triptych.api.model.Ulimit(limit.name(), limit.soft(), limit.hard()))
                        .toList()))
                .pids(confinement.pids())
                .seccomp(confinement.seccomp() == Seccomp.UNCONFINED ? SeccompProfile.UNCONFINED : null)
                .tmpfs(orNull(options.tmpfs().stream()
                        .map(folder -> new dev.triptych.api.model.Tmpfs(folder.path())
                                .size(folder.size().toString())
                                .mode(folder.mode()))
                        .toList()));
    }

    private static @Nullable Capabilities shown(Confinement confinement) {
        boolean none = confinement.addedCapabilities().isEmpty()
                && confinement.droppedCapabilities().isEmpty();
        return none
                ? null
                : new Capabilities()
                        .add(orNull(confinement.addedCapabilities()))
                        .drop(orNull(confinement.droppedCapabilities()));
    }

    private static <T> @Nullable List<T> orNull(List<T> list) {
        return list.isEmpty() ? null : list;
    }
}
