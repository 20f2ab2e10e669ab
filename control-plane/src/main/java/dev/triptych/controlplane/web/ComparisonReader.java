package dev.triptych.controlplane.web;

import dev.triptych.api.model.ComparisonLoad;
import dev.triptych.api.model.ComparisonRequest;
import dev.triptych.api.model.ComparisonVariant;
import dev.triptych.api.value.Repetitions;
import dev.triptych.controlplane.comparison.Plan;
import dev.triptych.controlplane.comparison.Plan.LoadPlan;
import dev.triptych.controlplane.comparison.Plan.Variant;
import dev.triptych.controlplane.platform.TriptychException.InvalidRequest;
import dev.triptych.controlplane.platform.Violation;
import dev.triptych.controlplane.workload.Description;
import dev.triptych.controlplane.workload.RestartSpec;
import dev.triptych.spi.Lifecycle;
import dev.triptych.spi.PortProtocol;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Reads what is to be compared. Everything that is wrong with it is named in one refusal. */
final class ComparisonReader {
    private static final int LEAST_VARIANTS = 2;
    private static final int MOST_VARIANTS = 8;
    private static final int LONGEST_LABEL = 60;
    private static final int USUAL_REPETITIONS = 20;
    private static final int USUAL_MAXIMUM = 50;
    private static final int MOST_REPETITIONS = 200;
    private static final int MOST_WARM_UPS = 20;
    private static final double USUAL_PRECISION = 0.1;

    private final ComparisonRequest body;
    private final JsonMapper mapper;
    private final Checks checks = new Checks();

    private ComparisonReader(ComparisonRequest body, JsonMapper mapper) {
        this.body = body;
        this.mapper = mapper;
    }

    /**
     * Reads it.
     *
     * @throws InvalidRequest with all violations
     */
    static Plan read(ComparisonRequest body, JsonMapper mapper) {
        return new ComparisonReader(body, mapper).read();
    }

    private Plan read() {
        if (body.getName() != null) {
            checks.name(body.getName(), "name");
        }
        List<Variant> variants = variants();
        boolean auto = body.getRepetitions() instanceof Repetitions.Auto;
        int repetitions = repetitions(auto);
        Double precision = precision(auto);
        int warmUps = Objects.requireNonNullElse(body.getWarmUps(), 1);
        checks.require(warmUps >= 0 && warmUps <= MOST_WARM_UPS, "warmUps", "must be 0 to " + MOST_WARM_UPS);
        long seed = body.getSeed() == null ? ThreadLocalRandom.current().nextLong(Integer.MAX_VALUE) : body.getSeed();
        checks.require(seed >= 0 && seed <= Plan.MOST_SEED, "seed", "must be 0 to " + Plan.MOST_SEED);
        lifecycles(variants);
        LoadPlan load = load(variants);
        checks.refuseIfAny();
        return new Plan(
                variants,
                repetitions,
                precision,
                warmUps,
                seed,
                Objects.requireNonNullElse(body.getInsideView(), true),
                load);
    }

    private int repetitions(boolean auto) {
        if (auto) {
            int most = Objects.requireNonNullElse(body.getMaxRepetitions(), USUAL_MAXIMUM);
            checks.require(
                    most >= Plan.LEAST_AUTO_ROUNDS && most <= MOST_REPETITIONS,
                    "maxRepetitions",
                    "must be " + Plan.LEAST_AUTO_ROUNDS + " to " + MOST_REPETITIONS);
            return most;
        }
        checks.require(
                body.getMaxRepetitions() == null, "maxRepetitions", "means nothing unless repetitions is \"auto\"");
        int count = body.getRepetitions() instanceof Repetitions.Fixed fixed ? fixed.count() : USUAL_REPETITIONS;
        checks.require(
                count >= 1 && count <= MOST_REPETITIONS,
                "repetitions",
                "must be 1 to " + MOST_REPETITIONS + ", or \"auto\"");
        return count;
    }

    private @Nullable Double precision(boolean auto) {
        Double given = body.getPrecision();
        checks.require(auto || given == null, "precision", "means nothing unless repetitions is \"auto\"");
        checks.require(given == null || (given >= 0.01 && given <= 0.5), "precision", "must be 0.01 to 0.5");
        return auto ? Objects.requireNonNullElse(given, USUAL_PRECISION) : null;
    }

    private List<Variant> variants() {
        List<ComparisonVariant> given = Objects.requireNonNullElse(body.getVariants(), List.of());
        checks.require(
                given.size() >= LEAST_VARIANTS && given.size() <= MOST_VARIANTS,
                "variants",
                "must be " + LEAST_VARIANTS + " to " + MOST_VARIANTS
                        + ": a comparison needs something to compare with");
        List<Variant> variants = new ArrayList<>();
        Set<String> labels = new HashSet<>();
        for (int i = 0; i < Math.min(given.size(), MOST_VARIANTS); i++) {
            String field = "variants[" + i + "]";
            ComparisonVariant variant = given.get(i);
            checks.require(variant != null, field, "must not be null");
            if (variant == null) {
                continue;
            }
            String label = Objects.requireNonNullElse(variant.getLabel(), "").strip();
            checks.require(
                            !label.isEmpty()
                                    && label.length() <= LONGEST_LABEL
                                    && label.chars().noneMatch(Character::isISOControl),
                            field + ".label",
                            "must be 1 to " + LONGEST_LABEL + " characters, no control characters")
                    .require(labels.add(label), field + ".label", "is used twice");
            checks.require(variant.getWorkload() != null, field + ".workload", "is required");
            Description description = variant.getWorkload() == null ? null : description(variant, field + ".workload");
            if (description != null) {
                variants.add(new Variant(
                        label, description, mapper.writeValueAsString(DescriptionWriter.describe(description))));
            }
        }
        return variants;
    }

    private @Nullable Description description(ComparisonVariant variant, String field) {
        try {
            return DescriptionReader.read(variant.getWorkload());
        } catch (InvalidRequest wrong) {
            checks.add(wrong.violations().stream()
                    .map(one -> new Violation(field + "." + one.field(), one.message()))
                    .toList());
            return null;
        }
    }

    private void lifecycles(List<Variant> variants) {
        for (int i = 0; i < variants.size(); i++) {
            Description description = variants.get(i).description();
            String field = "variants[" + i + "].workload.";
            checks.require(
                            description.lifecycle()
                                    == variants.getFirst().description().lifecycle(),
                            field + "lifecycle",
                            "must be the same for all variants")
                    .require(
                            description.restart().policy() == RestartSpec.When.NEVER,
                            field + "restart.policy",
                            "must be never: a repetition is one run");
            checks.require(
                    body.getMode() == null || Lifecycle.valueOf(body.getMode().name()) == description.lifecycle(),
                    "mode",
                    "is not the variants' lifecycle");
        }
    }

    private @Nullable LoadPlan load(List<Variant> variants) {
        ComparisonLoad given = body.getLoad();
        if (given == null) {
            return null;
        }
        LoadPlan load = new LoadPlan(
                given.getPort(),
                Objects.requireNonNullElse(given.getPath(), "/"),
                Objects.requireNonNullElse(given.getConnections(), 4),
                Objects.requireNonNullElse(given.getSeconds(), 5));
        checks.require(
                        load.path().startsWith("/")
                                && load.path().length() <= 1000
                                && load.path().chars().allMatch(ComparisonReader::isOfAnAddress),
                        "load.path",
                        "must begin with / and hold characters of an address only")
                .require(load.connections() >= 1 && load.connections() <= 64, "load.connections", "must be 1 to 64")
                .require(load.seconds() >= 1 && load.seconds() <= 60, "load.seconds", "must be 1 to 60");
        for (int i = 0; i < variants.size(); i++) {
            Description description = variants.get(i).description();
            checks.require(description.lifecycle() == Lifecycle.SERVICE, "load", "is for services only")
                    .require(
                            description.ports().stream()
                                    .anyMatch(port -> port.publish() != null
                                            && (load.port() == null
                                                    ? port.protocol() == PortProtocol.HTTP
                                                    : port.name().equals(load.port()))),
                            "variants[" + i + "].workload.ports",
                            "must have the load's port, published");
        }
        return load;
    }

    /** RFC 3986, less what ends a path or has to be encoded. */
    private static boolean isOfAnAddress(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || "-._~!$&'()*+,;=:@/?%".indexOf(c) >= 0;
    }
}
