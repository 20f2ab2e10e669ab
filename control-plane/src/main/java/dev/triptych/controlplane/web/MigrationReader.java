package dev.triptych.controlplane.web;

import dev.triptych.api.model.MigrationAssess;
import dev.triptych.api.model.MigrationCanaryStep;
import dev.triptych.api.model.MigrationCompare;
import dev.triptych.api.model.MigrationGate;
import dev.triptych.api.model.MigrationMirror;
import dev.triptych.api.model.MigrationRequest;
import dev.triptych.api.model.MigrationTestRequest;
import dev.triptych.api.model.MigrationVerify;
import dev.triptych.api.model.MigrationWatch;
import dev.triptych.controlplane.migration.MigrationDraft;
import dev.triptych.controlplane.migration.MigrationPlan.Canary;
import dev.triptych.controlplane.migration.MigrationPlan.Gate;
import dev.triptych.controlplane.migration.MigrationPlan.Watch;
import dev.triptych.controlplane.platform.TriptychException.InvalidRequest;
import dev.triptych.controlplane.platform.Violation;
import dev.triptych.controlplane.verification.CompareRules;
import dev.triptych.controlplane.verification.GivenRequest;
import dev.triptych.controlplane.verification.Mirror;
import dev.triptych.controlplane.verification.VerificationPlan;
import dev.triptych.controlplane.workload.Description;
import dev.triptych.spi.Lifecycle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what is to be moved where. Everything that is wrong with it is named in one refusal. */
final class MigrationReader {
    private static final Duration LONGEST = Duration.ofHours(24);
    private static final Duration LONGEST_LOOK = Duration.ofMinutes(10);
    private static final Duration USUAL_LOOK = Duration.ofSeconds(10);
    private static final Duration USUAL_GRACE = Duration.ofMinutes(10);
    private static final int MOST_REQUESTS = 100;
    private static final int MOST_MIRRORED = 100_000;
    private static final int MOST_STEPS = 20;
    private static final int MOST_RULES = 50;
    private static final int MOST_COUNTED = 1_000_000;
    private static final int LONGEST_PATH = 4000;
    private static final int LONGEST_BODY = 1 << 20;
    private static final Pattern METHOD = Pattern.compile("[A-Z]{1,20}");
    private static final Pattern FIELD = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}");
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

    private final MigrationRequest body;
    private final Checks checks = new Checks();

    private MigrationReader(MigrationRequest body) {
        this.body = body;
    }

    /**
     * Reads it.
     *
     * @throws InvalidRequest with all violations
     */
    static MigrationDraft read(MigrationRequest body) {
        return new MigrationReader(body).read();
    }

    private MigrationDraft read() {
        if (body.getName() != null) {
            checks.name(body.getName(), "name");
        }
        checks.name(body.getService(), "service");
        if (body.getFrom() != null) {
            checks.name(body.getFrom(), "from");
        }
        Description to = target();
        VerificationPlan verify = verify();
        List<Canary> canary = canary();
        Set<Gate> gates = gates(verify != null, !canary.isEmpty());
        Duration observe = observe();
        Watch watch = watch();
        Duration grace = checks.parsed(body.getGrace(), "grace", DurationText::parse, USUAL_GRACE);
        checks.require(grace.compareTo(LONGEST) <= 0, "grace", "must be at most 24h");
        checks.refuseIfAny();
        return new MigrationDraft(
                body.getName(),
                body.getService(),
                body.getFrom(),
                Objects.requireNonNull(to),
                observe,
                verify,
                canary,
                watch,
                grace,
                Objects.requireNonNullElse(body.getRemoveOld(), false),
                gates);
    }

    private @Nullable Description target() {
        checks.require(body.getTo() != null, "to", "is required");
        if (body.getTo() == null) {
            return null;
        }
        try {
            Description to = DescriptionReader.read(body.getTo());
            checks.require(to.lifecycle() == Lifecycle.SERVICE, "to.lifecycle", "must be service");
            return to;
        } catch (InvalidRequest wrong) {
            checks.add(wrong.violations().stream()
                    .map(one -> new Violation("to." + one.field(), one.message()))
                    .toList());
            return null;
        }
    }

    private @Nullable Duration observe() {
        MigrationAssess given = body.getAssess();
        if (given == null) {
            return null;
        }
        Duration observe = checks.parsed(given.getObserve(), "assess.observe", DurationText::parse, USUAL_LOOK);
        checks.require(
                observe.toSeconds() >= 1 && observe.compareTo(LONGEST_LOOK) <= 0,
                "assess.observe",
                "must be between 1s and 10m");
        return observe;
    }

    private @Nullable VerificationPlan verify() {
        MigrationVerify given = body.getVerify();
        if (given == null) {
            return null;
        }
        boolean unsafe = Objects.requireNonNullElse(given.getUnsafe(), false);
        boolean recorded = Objects.requireNonNullElse(given.getRecorded(), false);
        int minimum = Objects.requireNonNullElse(given.getMinimum(), 1);
        List<GivenRequest> requests = requests(given, unsafe);
        checks.require(
                        minimum >= 1 && minimum <= MOST_MIRRORED,
                        "verify.minimum",
                        "must be 1 to " + MOST_MIRRORED + ": nothing compared is nothing verified")
                .require(
                        !requests.isEmpty() || recorded || given.getMirror() != null,
                        "verify",
                        "compares nothing: give requests, recorded or mirror, or leave it out");
        return new VerificationPlan(
                requests, recorded, unsafe, mirror(given.getMirror()), rules(given.getCompare()), Math.max(1, minimum));
    }

    private List<GivenRequest> requests(MigrationVerify verify, boolean unsafe) {
        List<MigrationTestRequest> given = Objects.requireNonNullElse(verify.getRequests(), List.of());
        checks.require(given.size() <= MOST_REQUESTS, "verify.requests", "must be at most " + MOST_REQUESTS);
        List<GivenRequest> requests = new ArrayList<>();
        for (int i = 0; i < Math.min(given.size(), MOST_REQUESTS); i++) {
            String field = "verify.requests[" + i + "]";
            MigrationTestRequest one = given.get(i);
            checks.require(one != null, field, "must not be null");
            if (one == null) {
                continue;
            }
            String method = Objects.requireNonNullElse(one.getMethod(), "GET").toUpperCase(Locale.ROOT);
            String path = Objects.requireNonNullElse(one.getPath(), "");
            Map<String, String> headers = Objects.requireNonNullElse(one.getHeaders(), Map.of());
            checks.require(METHOD.matcher(method).matches(), field + ".method", "is not a method")
                    .require(
                            unsafe || SAFE.contains(method),
                            field + ".method",
                            "may change something, and both workloads carry it out: set verify.unsafe if that is meant")
                    .require(
                            path.startsWith("/")
                                    && path.length() <= LONGEST_PATH
                                    && path.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '#'),
                            field + ".path",
                            "must begin with / and hold printable ASCII characters only")
                    .length(one.getBody(), LONGEST_BODY, field + ".body");
            headers.forEach((name, value) -> checks.require(
                    FIELD.matcher(name).matches()
                            && value != null
                            && value.length() <= LONGEST_PATH
                            && value.chars().noneMatch(Character::isISOControl),
                    field + ".headers",
                    "must be header names with values of one line"));
            requests.add(new GivenRequest(method, path, checks.hold() ? headers : Map.of(), one.getBody()));
        }
        return requests;
    }

    private @Nullable Mirror mirror(@Nullable MigrationMirror given) {
        if (given == null) {
            return null;
        }
        int requests = Objects.requireNonNullElse(given.getRequests(), MOST_MIRRORED);
        checks.require(
                requests >= 1 && requests <= MOST_MIRRORED, "verify.mirror.requests", "must be 1 to " + MOST_MIRRORED);
        return new Mirror(time(given.getFor(), "verify.mirror.for", USUAL_LOOK), requests);
    }

    private CompareRules rules(@Nullable MigrationCompare given) {
        if (given == null) {
            return CompareRules.USUAL;
        }
        List<String> pointers = listed(given.getIgnoreJson(), "verify.compare.ignoreJson");
        for (int i = 0; i < pointers.size(); i++) {
            String pointer = String.valueOf(pointers.get(i));
            checks.require(
                    pointer.startsWith("/") && pointer.length() <= 500,
                    "verify.compare.ignoreJson[" + i + "]",
                    "must be a JSON pointer, such as /time");
        }
        return new CompareRules(
                names(given.getHeaders(), "verify.compare.headers"),
                names(given.getIgnoreHeaders(), "verify.compare.ignoreHeaders"),
                pointers);
    }

    private List<String> names(@Nullable List<String> given, String field) {
        List<String> names = listed(given, field);
        for (int i = 0; i < names.size(); i++) {
            checks.require(
                    FIELD.matcher(String.valueOf(names.get(i))).matches(),
                    field + "[" + i + "]",
                    "is no header's name");
        }
        return names;
    }

    private List<String> listed(@Nullable List<String> given, String field) {
        List<String> list = Objects.requireNonNullElse(given, List.of());
        checks.require(list.size() <= MOST_RULES, field, "must be at most " + MOST_RULES);
        return list;
    }

    private List<Canary> canary() {
        if (body.getCanary() == null) {
            return List.of();
        }
        List<MigrationCanaryStep> given =
                Objects.requireNonNullElse(body.getCanary().getSteps(), List.of());
        checks.require(!given.isEmpty() && given.size() <= MOST_STEPS, "canary.steps", "must be 1 to " + MOST_STEPS);
        List<Canary> steps = new ArrayList<>();
        for (int i = 0; i < Math.min(given.size(), MOST_STEPS); i++) {
            String field = "canary.steps[" + i + "]";
            MigrationCanaryStep one = given.get(i);
            checks.require(one != null, field, "must not be null");
            if (one == null) {
                continue;
            }
            int weight = Objects.requireNonNullElse(one.getWeight(), 0);
            Integer requests = one.getRequests();
            checks.require(weight >= 1 && weight <= 99, field + ".weight", "must be 1 to 99 percent")
                    .require(
                            one.getFor() != null || requests != null,
                            field,
                            "must say when it ends: for, requests or both")
                    .require(
                            requests == null || (requests >= 1 && requests <= MOST_COUNTED),
                            field + ".requests",
                            "must be 1 to " + MOST_COUNTED);
            Duration time = one.getFor() == null ? null : time(one.getFor(), field + ".for", USUAL_LOOK);
            steps.add(new Canary(weight, time, requests));
        }
        return steps;
    }

    private @Nullable Watch watch() {
        MigrationWatch given = body.getWatch();
        if (given == null) {
            return null;
        }
        Watch usual = Watch.USUAL;
        double budget = Objects.requireNonNullElse(given.getErrorBudget(), usual.errorBudget());
        double factor = Objects.requireNonNullElse(given.getLatencyFactor(), usual.latencyFactor());
        checks.require(budget >= 0 && budget <= 1, "watch.errorBudget", "must be 0 to 1")
                .require(factor >= 1 && factor <= 1000, "watch.latencyFactor", "must be 1 to 1000");
        return new Watch(time(given.getFor(), "watch.for", usual.time()), budget, factor);
    }

    private Set<Gate> gates(boolean verified, boolean canary) {
        List<MigrationGate> given = Objects.requireNonNullElse(body.getGates(), List.of());
        Set<Gate> gates = EnumSet.noneOf(Gate.class);
        for (int i = 0; i < given.size(); i++) {
            checks.require(given.get(i) != null, "gates[" + i + "]", "must not be null");
            if (given.get(i) != null) {
                gates.add(Gate.valueOf(given.get(i).name()));
            }
        }
        checks.require(verified || !gates.contains(Gate.VERIFY), "gates", "verify means nothing without verify")
                .require(canary || !gates.contains(Gate.CANARY), "gates", "canary means nothing without canary");
        return gates;
    }

    private Duration time(@Nullable String text, String field, Duration otherwise) {
        Duration time = checks.parsed(text, field, DurationText::parse, otherwise);
        checks.require(time.isPositive() && time.compareTo(LONGEST) <= 0, field, "must be between 1ms and 24h");
        return time;
    }
}
