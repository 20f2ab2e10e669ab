package dev.triptych.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Workloads that count aloud, and what their logs prove: the same process all along, and no number lost or doubled. */
public final class Counters {
    private static final Pattern LINE = Pattern.compile("([0-9a-f]{16}) (\\d+)");
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private Counters() {}

    /** A service that prints a line each tenth of a second: a word of its own, and 1, 2, 3 … */
    public static Map<String, Object> counter(String kind, String name) {
        Map<String, Object> description = Workloads.job(kind, name, "counter", "100ms");
        description.put("lifecycle", "service");
        return description;
    }

    public static void upload(Http http) {
        Answer answer = http.upload("/api/v1/artifacts/counter.wasm", Samples.module("counter"));
        assertThat(answer.status()).as(answer::text).isIn(200, 201);
    }

    /** The newest line in the log: the word and a number. */
    private static Matcher newest(Http http, String name) {
        String log = http.get(Workloads.PATH + "/" + name + "/logs?stream=stdout&tail=3")
                .expect(200)
                .text();
        Matcher line = LINE.matcher("");
        log.lines().filter(text -> LINE.matcher(text).matches()).forEach(line::reset);
        return line;
    }

    /** The newest number in the log; 0 when there is none. */
    public static long last(Http http, String name) {
        Matcher line = newest(http, name);
        return line.matches() ? Long.parseLong(line.group(2)) : 0;
    }

    /** The word that the guest chose when it began, which its first line has. */
    public static String word(Http http, String name) {
        awaitBeyond(http, name, 0);
        Matcher line = newest(http, name);
        assertThat(line.matches()).as(name + "'s line").isTrue();
        return line.group(1);
    }

    /** Waits until numbers beyond this one are in the log. */
    public static void awaitBeyond(Http http, String name, long number) {
        Await.level(name + " counts beyond " + number, PATIENCE, () -> last(http, name) > number);
    }

    /** Every number once and in order, all by one process, unless the log itself says that something is missing. */
    public static void assertWhole(Http http, String name) {
        Reading reading = new Reading();
        http.get(Workloads.PATH + "/" + name + "/logs?stream=stdout", Map.of("Accept", "application/x-ndjson"))
                .expect(200)
                .text()
                .lines()
                .map(line -> Http.json(line.getBytes(StandardCharsets.UTF_8)))
                .forEach(reading::take);
        assertThat(reading.wrong).as(name + "'s numbers").isEmpty();
        assertThat(reading.next).as(name + " counted").isGreaterThan(1);
    }

    /** One pass over a log. */
    private static final class Reading {
        final List<String> wrong = new ArrayList<>();
        long next = 1;
        private final StringBuilder rest = new StringBuilder();
        private String word = "";
        private boolean afterGap;

        void take(JsonNode entry) {
            if (entry.path("type").asString("").equals("gap")) {
                afterGap = true;
                rest.setLength(0);
            } else {
                rest.append(entry.path("content").asString(""));
            }
            for (int end = rest.indexOf("\n"); end >= 0; end = rest.indexOf("\n")) {
                check(rest.substring(0, end));
                rest.delete(0, end + 1);
            }
        }

        private void check(String text) {
            Matcher line = LINE.matcher(text);
            if (!line.matches()) {
                if (!afterGap) { // else it is the end of a line that began in the gap
                    wrong.add("no number: " + text);
                }
                return;
            }
            long number = Long.parseLong(line.group(2));
            word = word.isEmpty() ? line.group(1) : word;
            if (!word.equals(line.group(1)) || number < next || (number > next && !afterGap)) {
                wrong.add("expected " + word + " " + next + ", found " + text);
            }
            next = number + 1;
            afterGap = false;
        }
    }
}
