package dev.triptych.controlplane.web;

import dev.triptych.api.model.RecordingDescription;
import dev.triptych.api.model.RecordingMask;
import dev.triptych.controlplane.verification.JsonPattern;
import dev.triptych.controlplane.verification.RecordingSpec;
import dev.triptych.spi.ByteSize;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what is to be recorded, and says everything that is wrong with it at once. */
final class RecordingReader {
    private static final Pattern FIELD_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final int MOST_ITEMS = 50;
    private static final int MOST_TEXT = 200;

    private final RecordingDescription body;
    private final Checks checks = new Checks();

    private RecordingReader(RecordingDescription body) {
        this.body = body;
    }

    /**
     * Reads it.
     *
     * @throws dev.triptych.controlplane.platform.TriptychException.InvalidRequest with all violations
     */
    static RecordingSpec read(RecordingDescription body) {
        return new RecordingReader(body).readAll();
    }

    private RecordingSpec readAll() {
        RecordingSpec usual = RecordingSpec.USUAL;
        checks.require(
                Boolean.TRUE.equals(body.getConsent()),
                "consent",
                "must be true: requests of clients are recorded only where that is agreed on or allowed");
        Duration time = checks.parsed(body.getFor(), "for", DurationText::parse, usual.time());
        checks.require(
                time.isPositive() && time.compareTo(RecordingSpec.LONGEST) <= 0, "for", "must be between 1ms and 24h");
        int requests = Objects.requireNonNullElse(body.getRequests(), usual.requests());
        checks.require(
                requests >= 1 && requests <= RecordingSpec.MOST_REQUESTS,
                "requests",
                "must be between 1 and " + RecordingSpec.MOST_REQUESTS);
        long bodies = checks.parsed(body.getBodies(), "bodies", ByteSize::parse, new ByteSize(usual.bodyBytes()))
                .bytes();
        checks.require(bodies >= 0 && bodies <= RecordingSpec.MOST_BODY_BYTES, "bodies", "must be at most 1MiB");
        RecordingSpec.Mask mask = mask(body.getMask());
        checks.refuseIfAny();
        return new RecordingSpec(time, requests, (int) bodies, mask);
    }

    private RecordingSpec.Mask mask(@Nullable RecordingMask given) {
        if (given == null) {
            return RecordingSpec.USUAL.mask();
        }
        List<String> headers = names(given.getHeaders(), "mask.headers");
        for (int i = 0; i < headers.size(); i++) {
            checks.require(
                    FIELD_NAME.matcher(headers.get(i)).matches(), "mask.headers[" + i + "]", "is no name of a field");
        }
        List<String> json = names(given.getJson(), "mask.json");
        for (int i = 0; i < json.size(); i++) {
            JsonPattern _ = checks.parsed(json.get(i), "mask.json[" + i + "]", JsonPattern::of, JsonPattern.NOTHING);
        }
        return new RecordingSpec.Mask(headers, json, names(given.getQuery(), "mask.query"));
    }

    private List<String> names(@Nullable List<String> given, String field) {
        List<String> names = Objects.requireNonNullElse(given, List.of());
        checks.require(names.size() <= MOST_ITEMS, field, "must be at most " + MOST_ITEMS);
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            checks.require(name != null && !name.isEmpty(), field + "[" + i + "]", "must not be empty")
                    .length(name, MOST_TEXT, field + "[" + i + "]");
        }
        return names.stream().filter(Objects::nonNull).toList();
    }
}
