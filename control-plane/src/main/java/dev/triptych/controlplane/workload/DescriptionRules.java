package dev.triptych.controlplane.workload;

import dev.triptych.controlplane.platform.Violation;
import dev.triptych.spi.ByteSize;
import dev.triptych.spi.CpuWeight;
import dev.triptych.spi.IoLimits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What every description keeps to, whatever its kind. What depends on kind or host is asked of the driver. */
final class DescriptionRules {
    private static final Pattern NAME = Pattern.compile("[a-z]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern PORT_NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern ENV_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,255}");
    private static final Pattern LABEL_KEY = Pattern.compile("[a-z0-9]([a-zA-Z0-9._/-]{0,61}[a-zA-Z0-9])?");
    private static final Pattern IP_ADDRESS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*");
    private static final ByteSize LEAST_MEMORY = ByteSize.ofMebibytes(1);
    private static final ByteSize MOST_MEMORY = ByteSize.ofMebibytes(1L << 24);
    private static final Duration LONGEST = Duration.ofDays(365);
    private static final long LEAST_RATE = 4096;
    private static final long MOST_RATE = 1L << 40;
    private static final long MOST_OPERATIONS = 1_000_000_000;
    private static final int MOST_BYTES_OF_INPUT = 1 << 20;

    private final List<Violation> violations = new ArrayList<>();

    private DescriptionRules() {}

    static List<Violation> violations(
            String name,
            List<String> args,
            Map<String, EnvValue> env,
            String stdin,
            List<MountSpec> mounts,
            List<PortSpec> ports,
            Limits resources,
            @Nullable ProbeSpec probe,
            RestartSpec restart,
            Map<String, String> labels) {
        DescriptionRules rules = new DescriptionRules();
        rules.check(
                NAME.matcher(name).matches(),
                "name",
                "must be 1 to 63 lower-case letters, digits and hyphens, begin with a letter and not end with a"
                        + " hyphen");
        rules.args(args);
        rules.env(env);
        rules.check(
                stdin.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES_OF_INPUT, "stdin", "must be at most 1MiB");
        rules.check(stdin.indexOf('\0') < 0, "stdin", "must not contain a NUL character");
        rules.mounts(mounts);
        rules.ports(ports);
        rules.resources(resources);
        rules.probe(probe, ports);
        rules.restart(restart);
        rules.labels(labels);
        return List.copyOf(rules.violations);
    }

    private void check(boolean holds, String field, String message) {
        if (!holds) {
            violations.add(new Violation(field, message));
        }
    }

    private void args(List<String> args) {
        check(args.size() <= 256, "args", "must be at most 256");
        for (int i = 0; i < args.size(); i++) {
            check(args.get(i).indexOf('\0') < 0, "args[" + i + "]", "must not contain a NUL character");
        }
    }

    private void env(Map<String, EnvValue> env) {
        check(env.size() <= 256, "env", "must be at most 256 variables");
        env.forEach((name, value) -> {
            check(
                    ENV_NAME.matcher(name).matches(),
                    "env",
                    "\"" + printable(name)
                            + "\" is not a name: letters, digits, _, . and -, not beginning with a digit");
            switch (value) {
                case EnvValue.Plain plain ->
                    check(
                            plain.value().indexOf('\0') < 0,
                            "env." + printable(name),
                            "must not contain a NUL character");
                case EnvValue.Secret secret ->
                    check(NAME.matcher(secret.name()).matches(), "env." + printable(name) + ".secret", "is not a name");
            }
        });
    }

    private void mounts(List<MountSpec> mounts) {
        Set<String> paths = new HashSet<>();
        for (int i = 0; i < mounts.size(); i++) {
            String field = "mounts[" + i + "]";
            MountSpec mount = mounts.get(i);
            check(NAME.matcher(mount.volume()).matches(), field + ".volume", "is not a name");
            check(
                    isPlainPath(mount.path()),
                    field + ".path",
                    "must be absolute, not / itself, and without //, ., .. or control characters");
            check(paths.add(mount.path()), field + ".path", "is used twice");
        }
    }

    private static boolean isPlainPath(String path) {
        if (!path.startsWith("/") || path.length() < 2 || path.endsWith("/")) {
            return false;
        }
        boolean plain = path.chars().noneMatch(Character::isISOControl);
        for (String part : path.substring(1).split("/", -1)) {
            plain &= !part.isEmpty() && !part.equals(".") && !part.equals("..");
        }
        return plain;
    }

    private void ports(List<PortSpec> ports) {
        Set<String> names = new HashSet<>();
        Set<String> published = new HashSet<>();
        for (int i = 0; i < ports.size(); i++) {
            String field = "ports[" + i + "]";
            PortSpec port = ports.get(i);
            check(PORT_NAME.matcher(port.name()).matches(), field + ".name", "is not a name");
            check(names.add(port.name()), field + ".name", "is used twice");
            check(port.port() >= 1 && port.port() <= 65535, field + ".port", "must be 1 to 65535");
            Integer publish = port.publish();
            check(publish == null || (publish >= 0 && publish <= 65535), field + ".publish", "must be 0 to 65535");
            check(
                    publish == null
                            || publish == 0
                            || published.add(port.protocol() + "/" + port.bind() + "/" + publish),
                    field + ".publish",
                    "is used twice");
            String bind = port.bind();
            check(bind == null || IP_ADDRESS.matcher(bind).matches(), field + ".bind", "must be an IP address");
            check(bind == null || publish != null, field + ".bind", "means nothing without publish");
        }
    }

    private void resources(Limits resources) {
        double cpus = resources.cpus();
        check(cpus > 0 && cpus <= 1024, "resources.cpus", "must be more than 0 and at most 1024");
        ByteSize memory = resources.memory();
        check(
                memory.compareTo(LEAST_MEMORY) >= 0 && memory.compareTo(MOST_MEMORY) <= 0,
                "resources.memory",
                "must be " + LEAST_MEMORY + " to " + MOST_MEMORY);
        ByteSize disk = resources.disk();
        check(disk == null || disk.bytes() > 0, "resources.disk", "must be more than 0");
        Duration timeout = resources.timeout();
        if (timeout != null) {
            duration(timeout, "resources.timeout");
        }
        Integer weight = resources.cpuWeight();
        check(
                weight == null || (weight >= CpuWeight.LEAST && weight <= CpuWeight.MOST),
                "resources.cpuWeight",
                "must be " + CpuWeight.LEAST + " to " + CpuWeight.MOST);
        IoLimits io = resources.io();
        if (io != null) {
            rate(io.readBytesPerSecond(), LEAST_RATE, MOST_RATE, "readBytesPerSecond");
            rate(io.writeBytesPerSecond(), LEAST_RATE, MOST_RATE, "writeBytesPerSecond");
            rate(io.readOperationsPerSecond(), 1, MOST_OPERATIONS, "readOperationsPerSecond");
            rate(io.writeOperationsPerSecond(), 1, MOST_OPERATIONS, "writeOperationsPerSecond");
        }
    }

    private void rate(@Nullable Long rate, long least, long most, String name) {
        check(
                rate == null || (rate >= least && rate <= most),
                "resources.io." + name,
                "must be " + least + " to " + most);
    }

    private void duration(Duration duration, String field) {
        check(
                duration.isPositive() && duration.compareTo(LONGEST) <= 0,
                field,
                "must be more than 0 and at most 365 days");
    }

    private void probe(@Nullable ProbeSpec probe, List<PortSpec> ports) {
        if (probe == null) {
            return;
        }
        switch (probe.check()) {
            case ProbeSpec.Http http -> {
                probePort(http.port(), ports);
                String path = http.path();
                boolean plain = path.startsWith("/") && path.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '#');
                check(plain, "probe.http.path", "must begin with / and hold printable ASCII characters only");
            }
            case ProbeSpec.Tcp tcp -> probePort(tcp.port(), ports);
            case ProbeSpec.Exec exec -> {
                boolean plain = exec.command().stream().allMatch(word -> word.indexOf('\0') < 0);
                check(plain, "probe.exec.command", "cannot hold NUL");
                check(
                        exec.command().isEmpty() || !exec.command().getFirst().isEmpty(),
                        "probe.exec.command",
                        "begins with a program");
            }
        }
        ProbeSpec.Thresholds thresholds = probe.thresholds();
        check(
                thresholds.success() >= 1 && thresholds.success() <= 100,
                "probe.successThreshold",
                "must be between 1 and 100");
        check(
                thresholds.failure() >= 1 && thresholds.failure() <= 100,
                "probe.failureThreshold",
                "must be between 1 and 100");
        duration(probe.every(), "probe.every");
        duration(probe.timeout(), "probe.timeout");
        duration(probe.startupDeadline(), "probe.startupDeadline");
    }

    private void probePort(String port, List<PortSpec> ports) {
        check(
                ports.stream().anyMatch(known -> known.name().equals(port)),
                "probe",
                "there is no port named \"" + printable(port) + "\"");
    }

    private void restart(RestartSpec restart) {
        Integer most = restart.maxAttempts();
        check(most == null || (most >= 1 && most <= 1000), "restart.maxAttempts", "must be between 1 and 1000");
        duration(restart.window(), "restart.window");
        duration(restart.backoff(), "restart.backoff");
        duration(restart.maxBackoff(), "restart.maxBackoff");
        check(
                restart.backoff().compareTo(restart.maxBackoff()) <= 0,
                "restart.maxBackoff",
                "must not be less than restart.backoff");
    }

    private void labels(Map<String, String> labels) {
        check(labels.size() <= 64, "labels", "must be at most 64");
        labels.forEach((key, value) -> {
            check(LABEL_KEY.matcher(key).matches(), "labels", "\"" + printable(key) + "\" is not a label's key");
            boolean plain = value.length() <= 63 && value.chars().noneMatch(Character::isISOControl);
            check(plain, "labels." + printable(key), "must be at most 63 characters, no control characters");
        });
    }

    private static String printable(String text) {
        String shown = text.length() <= 64 ? text : text.substring(0, 64) + "…";
        return shown.replaceAll("\\p{Cntrl}", "\uFFFD");
    }
}
