package dev.triptych.driver.wasm.http;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The fields that are between the server and its client alone (RFC 9110, section 7.6.1), in either direction. */
final class HopByHop {
    private static final Set<String> ALWAYS = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private HopByHop() {}

    /** Their names in a head, in lower case: the known ones, and those that Connection lists. */
    static Set<String> namesIn(List<Header> headers) {
        Set<String> names = new HashSet<>(ALWAYS);
        for (Header header : headers) {
            if (header.is("Connection")) {
                for (String option : header.value().split(",", -1)) {
                    names.add(option.strip().toLowerCase(Locale.ROOT));
                }
            }
        }
        return names;
    }
}
