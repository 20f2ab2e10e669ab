package dev.triptych.driver.wasm.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The head of a program's answer (RFC 3875, section 6).
 *
 * @param status empty when the program gives none
 * @param location empty when the program gives none
 * @param contentLength what the program promises; empty when it gives none
 * @param headers all that is for the client, without status, framing and what is the server's own
 */
public record CgiHead(OptionalInt status, Optional<String> location, OptionalLong contentLength, List<Header> headers) {
    private static final int FOUND = 302;
    private static final int OK = 200;
    private static final int LEAST_STATUS = 200;
    private static final int MOST_STATUS = 599;
    private static final int MOST_HEADERS = 100;
    private static final Pattern LINE_END = Pattern.compile("\r?\n");
    private static final Pattern STATUS = Pattern.compile("[0-9]{3}( .*)?");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");
    private static final Set<String> ONCE = Set.of("status", "location", "content-type", "content-length");
    private static final Set<String> OURS = Set.of("status", "content-length", "date", "server", "x-request-id");

    public CgiHead {
        headers = List.copyOf(headers);
    }

    /** The status for the client. */
    public int code() {
        return status.orElse(location.isPresent() ? FOUND : OK);
    }

    /** Where the server itself is to go on, instead of the client (section 6.2.2); empty for all other answers. */
    public Optional<String> localRedirect() {
        return status.isPresent() ? Optional.empty() : location.filter(CgiHead::isLocal);
    }

    private static boolean isLocal(String target) {
        return target.startsWith("/") && !target.startsWith("//");
    }

    /**
     * Reads a head.
     *
     * @param text the lines, each with its end, without the empty one that closes the head
     */
    static CgiHead parse(String text) throws MalformedAnswer {
        List<Header> all = new ArrayList<>();
        for (String line : LINE_END.split(text, -1)) {
            if (!line.isEmpty()) {
                all.add(field(line));
            }
        }
        check(all);
        Set<String> hops = HopByHop.namesIn(all);
        List<Header> headers = all.stream()
                .filter(one -> !hops.contains(lower(one)) && !OURS.contains(lower(one)))
                .toList();
        Optional<String> status = value(all, "Status");
        Optional<String> length = value(all, "Content-Length");
        return new CgiHead(
                status.isEmpty() ? OptionalInt.empty() : OptionalInt.of(statusOf(status.get())),
                value(all, "Location"),
                length.isEmpty() ? OptionalLong.empty() : OptionalLong.of(lengthOf(length.get())),
                headers);
    }

    private static Header field(String line) throws MalformedAnswer {
        int colon = line.indexOf(':');
        if (colon <= 0 || !isToken(line.substring(0, colon))) {
            throw new MalformedAnswer("a line of its head is no header field");
        }
        String value = line.substring(colon + 1).strip();
        if (value.chars().anyMatch(unit -> (unit < ' ' && unit != '\t') || unit == 0x7f)) {
            throw new MalformedAnswer(
                    "the value of its header field %s has a control character".formatted(line.substring(0, colon)));
        }
        return new Header(line.substring(0, colon), value);
    }

    /** As RFC 9110, section 5.6.2. */
    private static boolean isToken(String name) {
        return name.chars()
                .allMatch(unit -> unit > ' '
                        && unit < 0x7f
                        && (Character.isLetterOrDigit(unit) || "!#$%&'*+-.^_`|~".indexOf(unit) >= 0));
    }

    private static void check(List<Header> all) throws MalformedAnswer {
        if (all.size() > MOST_HEADERS) {
            throw new MalformedAnswer("its head has more than %d header fields".formatted(MOST_HEADERS));
        }
        for (String name : ONCE) {
            if (all.stream().filter(one -> one.is(name)).count() > 1) {
                throw new MalformedAnswer("its head has %s twice".formatted(name));
            }
        }
        if (all.stream().noneMatch(one -> one.is("Content-Type") || one.is("Location") || one.is("Status"))) {
            throw new MalformedAnswer("its head has none of Content-Type, Location and Status");
        }
    }

    private static Optional<String> value(List<Header> all, String name) {
        return all.stream().filter(one -> one.is(name)).map(Header::value).findFirst();
    }

    private static int statusOf(String value) throws MalformedAnswer {
        if (!STATUS.matcher(value).matches()) {
            throw new MalformedAnswer("its Status does not begin with three digits");
        }
        int code = Integer.parseInt(value.substring(0, 3));
        if (code < LEAST_STATUS || code > MOST_STATUS) {
            throw new MalformedAnswer("its Status %d is not between 200 and 599".formatted(code));
        }
        return code;
    }

    private static long lengthOf(String value) throws MalformedAnswer {
        if (!LENGTH.matcher(value).matches()) {
            throw new MalformedAnswer("its Content-Length is no number");
        }
        return Long.parseLong(value);
    }

    private static String lower(Header header) {
        return header.name().toLowerCase(Locale.ROOT);
    }
}
