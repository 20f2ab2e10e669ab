package dev.triptych.driver.container;

import com.github.dockerjava.api.model.Info;
import dev.triptych.spi.Capability;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.DriverHealth;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Asks the Engine how it is. */
final class EngineHealth {
    private final Engine engine;
    private final Duration deadline;
    private final Clock clock;
    private final Set<String> powers;
    private final OciRuntimes runtimes;
    private final Map<String, Supplier<String>> more;

    EngineHealth(
            Engine engine,
            Duration deadline,
            Clock clock,
            Set<Class<? extends Capability>> powers,
            OciRuntimes runtimes,
            Map<String, Supplier<String>> more) {
        this.engine = engine;
        this.deadline = deadline;
        this.clock = clock;
        this.runtimes = runtimes;
        this.more = more;
        this.powers = powers.stream().map(Class::getSimpleName).collect(Collectors.toUnmodifiableSet());
    }

    DriverHealth probe() {
        try {
            return healthOf(engine.freshInfo(deadline));
        } catch (DriverException e) {
            if (e.code() == DriverErrorCode.INTERRUPTED) {
                throw e;
            }
            return new DriverHealth(
                    DriverHealth.Status.UNAVAILABLE,
                    null,
                    e.safeMessage(),
                    "Start Docker (for example \"./triptych up\", or \"systemctl start docker\") and look into its log.",
                    powers,
                    Map.of(),
                    clock.instant());
        }
    }

    private DriverHealth healthOf(Info info) {
        List<String> missing = missing(info);
        boolean whole = missing.isEmpty();
        return new DriverHealth(
                whole ? DriverHealth.Status.AVAILABLE : DriverHealth.Status.DEGRADED,
                info.getServerVersion(),
                whole ? null : "This host's kernel or Docker does not enforce: " + String.join(", ", missing) + ".",
                whole ? null : "Enable these control groups in the kernel, then restart Docker.",
                powers,
                facts(info),
                clock.instant());
    }

    private static List<String> missing(Info info) {
        List<String> missing = new ArrayList<>();
        addIfFalse(missing, info.getMemoryLimit(), "memory limits");
        addIfFalse(missing, info.getCpuCfsQuota(), "cpu limits");
        Object pids = info.getRawValues().get("PidsLimit");
        addIfFalse(missing, pids instanceof Boolean enforced ? enforced : null, "process limits");
        return missing;
    }

    private static void addIfFalse(List<String> missing, @Nullable Boolean enforced, String limit) {
        if (Boolean.FALSE.equals(enforced)) {
            missing.add(limit);
        }
    }

    private Map<String, String> facts(Info info) {
        Map<String, String> facts = new LinkedHashMap<>();
        put(facts, "storage", info.getDriver());
        put(facts, "kernel", info.getKernelVersion());
        put(facts, "platform", info.getOsType() + "/" + info.getArchitecture());
        put(facts, "cgroups", String.valueOf(info.getRawValues().get("CgroupDriver")));
        put(facts, "runtimes", String.join(", ", OciRuntimes.registered(info)));
        more.forEach((name, fact) -> put(facts, name, fact.get()));
        put(facts, "shims", String.join(", ", runtimes.shims()));
        return facts;
    }

    private static void put(Map<String, String> facts, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            facts.put(name, value);
        }
    }
}
