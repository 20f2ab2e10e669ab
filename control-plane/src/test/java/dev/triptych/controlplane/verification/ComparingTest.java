package dev.triptych.controlplane.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.triptych.controlplane.verification.Comparing.Outcome;
import dev.triptych.gateway.wire.CapturedAnswer;
import dev.triptych.gateway.wire.Field;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What makes two answers alike, and what does not. */
class ComparingTest {
    private static final String JSON = "application/json";

    private static CapturedAnswer answer(int status, String type, String body, Field... more) {
        List<Field> fields = new ArrayList<>(List.of(more));
        fields.add(new Field("Content-Type", type));
        return new CapturedAnswer(status, fields, body.getBytes(StandardCharsets.UTF_8), true, null);
    }

    private static CapturedAnswer json(String body) {
        return answer(200, JSON, body);
    }

    private static CapturedAnswer text(String body, Field... more) {
        return answer(200, "text/plain", body, more);
    }

    private static Outcome compare(CapturedAnswer old, CapturedAnswer candidate, CompareRules rules) {
        return new Comparing(rules).compare("GET /", old, candidate);
    }

    private static List<String> whats(CapturedAnswer old, CapturedAnswer candidate, CompareRules rules) {
        Outcome outcome = compare(old, candidate, rules);
        assertThat(outcome.incomparable()).isNull();
        return outcome.differences().stream().map(Difference::what).toList();
    }

    private static CompareRules ignoring(String... json) {
        return new CompareRules(List.of(), List.of(), List.of(json));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            {"a":1,"b":2}      | {"b":2,"a":1}           |
            {"a":1}            | { "a" : 1.0 }           |
            {"a":100}          | {"a":1e2}               |
            {"a":0.1}          | {"a":0.10}              |
            {"a":0}            | {"a":-0.0}              |
            {"a":1e400}        | {"a":10e399}            |
            {"a":9007199254740993} | {"a":9007199254740992} | json /a
            {"a":0.1}          | {"a":0.1000000000000000001} | json /a
            {"a":1}            | {"a":"1"}               | json /a
            {"a":null}         | {}                      | json /a
            {"a":[1,2]}        | {"a":[2,1]}             | json /a/0,json /a/1
            {"a":[1,2]}        | {"a":[1,2,3]}           | json /a/2
            {"a":{"b/c":{"~":1}}} | {"a":{"b/c":{"~":2}}} | json /a/b~1c/~0
            {"a":"\\u0041"}    | {"a":"A"}               |
            [1]                | {"0":1}                 | json
            true               | false                   | json
            {"a":1}            | {"a":1                  | body
            {"a":1,"a":2}      | {"a":2}                 | body
            {"a":1}            | {"a":1} x               | body
            """)
    void jsonIsComparedByValue(String old, String candidate, @Nullable String whats) {
        assertThat(String.join(",", whats(json(old), json(candidate), CompareRules.USUAL)))
                .isEqualTo(whats == null ? "" : whats);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            /time        | {"time":1,"a":1}         | {"time":2,"a":1}         |
            /time        | {"time":{"x":1}}         | {}                       |
            /time        | {"time":1,"a":1}         | {"time":2,"a":2}         | json /a
            /list/*/id   | {"list":[{"id":1},{"id":2}]} | {"list":[{"id":3},{"id":4}]} |
            /list/*/id   | {"list":[{"id":1,"n":1}]} | {"list":[{"id":3,"n":2}]} | json /list/0/n
            /list/*      | {"list":[1]}             | {"list":[1,2,3]}         |
            /list/0      | {"list":[1,2]}           | {"list":[9,2]}           |
            /*/id        | {"x":{"id":1}}           | {"x":{"id":2}}           |
            /a~1b        | {"a/b":1}                | {"a/b":2}                |
            /a           | {"b":{"a":1}}            | {"b":{"a":2}}            | json /b/a
            """)
    void whatIsToBeIgnoredMayDiffer(String path, String old, String candidate, @Nullable String whats) {
        assertThat(String.join(",", whats(json(old), json(candidate), ignoring(path))))
                .isEqualTo(whats == null ? "" : whats);
    }

    static Stream<Arguments> answers() {
        Field date = new Field("Date", "now");
        CompareRules usual = CompareRules.USUAL;
        CompareRules all = new CompareRules(List.of("*"), List.of("X-Volatile"), List.of());
        CompareRules chosen = new CompareRules(List.of("X-Total"), List.of(), List.of());
        CompareRules typeless = new CompareRules(List.of(), List.of("Content-Type"), List.of());
        CapturedAnswer html = answer(200, "text/html", "a");
        return Stream.of(
                arguments("the same", text("a"), text("a"), usual, List.of()),
                arguments("status", text("a"), answer(201, "text/plain", "a"), usual, List.of("status")),
                arguments("a date", text("a", date), text("a"), usual, List.of()),
                arguments(
                        "a location",
                        text("a", new Field("Location", "/b")),
                        text("a"),
                        usual,
                        List.of("header location")),
                arguments(
                        "a media type said otherwise",
                        answer(200, "Text/Plain; charset=\"UTF-8\" ;v=1", "a"),
                        answer(200, "text/plain;v=1;charset=utf-8", "a"),
                        usual,
                        List.of()),
                arguments("another media type", text("a"), html, usual, List.of("header content-type")),
                arguments("a media type that is ignored", text("a"), html, typeless, List.of()),
                arguments("a field nobody chose", text("a", new Field("X-Total", "1")), text("a"), usual, List.of()),
                arguments(
                        "a chosen field",
                        text("a", new Field("x-total", "1")),
                        text("a", new Field("X-Total", "2")),
                        chosen,
                        List.of("header x-total")),
                arguments(
                        "every field but those that differ by nature",
                        text("a", date, new Field("X-New", "1"), new Field("X-Volatile", "1")),
                        text("a", new Field("ETag", "z")),
                        all,
                        List.of("header x-new")),
                arguments("one byte more", text("abc"), text("abcd"), usual, List.of("body")),
                arguments("JSON that is no JSON", text("{\"a\":1}"), text("{ \"a\":1}"), usual, List.of("body")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void answersAreComparedByStatusChosenFieldsAndBody(
            String name, CapturedAnswer old, CapturedAnswer candidate, CompareRules rules, List<String> expected) {
        assertThat(whats(old, candidate, rules)).as(name).isEqualTo(expected);
    }

    @Test
    void bytesAreToldWithTheirLengthAndTheFirstThatDiffers() {
        String start = "x".repeat(30);
        Difference difference = compare(text(start + "A\u0007"), text(start + "B"), CompareRules.USUAL)
                .differences()
                .getFirst();
        assertThat(difference.old())
                .startsWith("32 bytes; differs from byte 30: xxxx")
                .endsWith("A·");
        assertThat(difference.candidate()).startsWith("31 bytes").endsWith("B");
    }

    @Test
    void whatWasCutShortIsNeverEqual() {
        CapturedAnswer cut = new CapturedAnswer(200, List.of(), new byte[10], false, null);
        CapturedAnswer whole = new CapturedAnswer(200, List.of(), new byte[10], true, null);
        for (List<CapturedAnswer> pair : List.of(List.of(cut, cut), List.of(cut, whole), List.of(whole, cut))) {
            Outcome outcome = compare(pair.getFirst(), pair.get(1), CompareRules.USUAL);
            assertThat(outcome.equal()).isFalse();
            assertThat(outcome.incomparable()).contains("longer than is read");
        }
        CapturedAnswer other = new CapturedAnswer(404, List.of(), new byte[10], false, null);
        assertThat(compare(cut, other, CompareRules.USUAL).differences())
                .as("that much is known")
                .hasSize(1);
    }

    @Test
    void whoDoesNotAnswerIsTold() {
        CapturedAnswer none = CapturedAnswer.failed("No connection could be made.");
        assertThat(compare(none, text("a"), CompareRules.USUAL).incomparable()).contains("No connection");
        assertThat(compare(none, none, CompareRules.USUAL).incomparable()).contains("old workload did not answer");
        assertThat(whats(text("a"), none, CompareRules.USUAL)).containsExactly("answer");
    }

    @Test
    void packingDoesNotMatter() throws IOException {
        assertThat(whats(packed("{\"a\":1}"), packed("{\"a\":1.0}"), CompareRules.USUAL))
                .isEmpty();
        assertThat(whats(packed("{\"a\":1}"), packed("{\"a\":2}"), CompareRules.USUAL))
                .containsExactly("json /a");
    }

    private static CapturedAnswer packed(String body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(body.getBytes(StandardCharsets.UTF_8));
        }
        return new CapturedAnswer(
                200,
                List.of(new Field("content-type", JSON), new Field("content-encoding", "gzip")),
                bytes.toByteArray(),
                true,
                null);
    }

    /** Whatever the value, its members may be told in any order; and whichever member changes, that one is found. */
    @Test
    void anyOrderIsEqualAndAnyChangeIsFound() {
        Random random = new Random(20_260_101);
        for (int round = 0; round < 300; round++) {
            List<String> members = new ArrayList<>();
            int size = 1 + random.nextInt(6);
            for (int i = 0; i < size; i++) {
                members.add("\"m" + i + "\":" + value(random, 0));
            }
            String old = "{" + String.join(",", members) + "}";
            List<String> shuffled = new ArrayList<>(members);
            Collections.shuffle(shuffled, random);
            String same = "{" + String.join(" ,\n", shuffled) + "}";
            assertThat(whats(json(old), json(same), CompareRules.USUAL)).as(old).isEmpty();
            int changed = random.nextInt(size);
            shuffled.set(shuffled.indexOf(members.get(changed)), "\"m" + changed + "\":\"changed\"");
            String other = "{" + String.join(",", shuffled) + "}";
            assertThat(whats(json(old), json(other), CompareRules.USUAL)).containsExactly("json /m" + changed);
        }
    }

    private static String value(Random random, int depth) {
        return switch (random.nextInt(depth > 3 ? 3 : 5)) {
            case 0 -> Integer.toString(random.nextInt());
            case 1 -> "\"" + Integer.toHexString(random.nextInt()) + "\"";
            case 2 -> random.nextBoolean() ? "null" : Double.toString(random.nextDouble());
            case 3 -> "[" + value(random, depth + 1) + "," + value(random, depth + 1) + "]";
            default -> "{\"x\":" + value(random, depth + 1) + "}";
        };
    }

    @Test
    void nothingComparableIsNeverVerified() {
        assertThat(VerificationResult.NONE.verified(0)).isFalse();
        VerificationResult two = new VerificationResult(2, 2, 5, List.of(), List.of());
        assertThat(two.verified(2)).isTrue();
        assertThat(two.verified(3)).isFalse();
        VerificationResult wrong = new VerificationResult(1, 0, 0, List.of(), List.of());
        assertThat(two.plus(wrong).verified(1)).isFalse();
    }

    @Test
    void aPatternBeginsWithASlash() {
        assertThatThrownBy(() -> JsonPattern.of("a")).isInstanceOf(IllegalArgumentException.class);
    }
}
