package dev.triptych.gateway.proxy;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which fields pass, and which the gateway writes itself (RFC 9110, 7.6.1; RFC 7239). */
final class HeaderRules {
    /** Names of cookies that are Triptych's own begin so. */
    static final String OWN_COOKIES = "triptych-";

    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "transfer-encoding",
            "upgrade",
            "http2-settings",
            "expect");

    /** What Connection says nearly always, and names no field by. */
    private static final Set<String> PLAIN = Set.of("keep-alive", "Keep-Alive", "close");

    private HeaderRules() {}

    /**
     * Who asked for what, and how.
     *
     * @param client IP address at the other end of the client's connection
     * @param port of ours that it is connected to
     * @param upgrade the protocol that the client wants to change to; null when it does not
     */
    record Origin(
            String client,
            boolean secure,
            int port,
            String authority,
            @Nullable String upgrade) {}

    /** What a backend is sent, but for what tells the length of the body. */
    static HttpHeaders toBackend(HttpHeaders from, Origin origin) {
        Set<String> named = named(from);
        HttpHeaders to = DefaultHttpHeadersFactory.headersFactory().newHeaders();
        for (Map.Entry<String, String> field : from) {
            String name = field.getKey().toLowerCase(Locale.ROOT);
            if (isForOneHop(name, named) || isClaim(name)) {
                continue;
            }
            if (!name.equals("cookie")) {
                to.add(field.getKey(), field.getValue());
            }
        }
        String cookies = cookies(from.getAll(HttpHeaderNames.COOKIE));
        if (!cookies.isEmpty()) {
            to.set(HttpHeaderNames.COOKIE, cookies);
        }
        to.set(HttpHeaderNames.HOST, origin.authority());
        String scheme = origin.secure() ? "https" : "http";
        to.set("Forwarded", "for=" + node(origin.client()) + ";host=\"" + origin.authority() + "\";proto=" + scheme);
        to.set("X-Forwarded-For", origin.client());
        to.set("X-Forwarded-Host", origin.authority());
        to.set("X-Forwarded-Proto", scheme);
        to.set("X-Forwarded-Port", Integer.toString(origin.port()));
        if (origin.upgrade() != null) {
            to.set(HttpHeaderNames.CONNECTION, "Upgrade");
            to.set(HttpHeaderNames.UPGRADE, origin.upgrade());
        }
        return to;
    }

    /** What a client is sent, but for what tells the length of the body. */
    static HttpHeaders toClient(HttpHeaders from) {
        Set<String> named = named(from);
        HttpHeaders to = DefaultHttpHeadersFactory.headersFactory().newHeaders();
        for (Map.Entry<String, String> field : from) {
            String name = field.getKey().toLowerCase(Locale.ROOT);
            boolean own = name.equals("set-cookie")
                    && field.getValue().strip().toLowerCase(Locale.ROOT).startsWith(OWN_COOKIES);
            if (!own && !isForOneHop(name, named)) {
                to.add(field.getKey(), field.getValue());
            }
        }
        return to;
    }

    /** Trailers that pass, either way. */
    static void trailers(HttpHeaders from, HttpHeaders to) {
        for (Map.Entry<String, String> field : from) {
            String name = field.getKey().toLowerCase(Locale.ROOT);
            if (!HOP_BY_HOP.contains(name)
                    && !isClaim(name)
                    && !Set.of("host", "content-length", "cookie", "set-cookie", "authorization")
                            .contains(name)) {
                to.add(field.getKey(), field.getValue());
            }
        }
    }

    /** Whether a field tells of the connection that a message came by, and means nothing on another. */
    static boolean isOfTheConnection(String name) {
        return HOP_BY_HOP.contains(name.toLowerCase(Locale.ROOT));
    }

    private static boolean isForOneHop(String name, Set<String> named) {
        return HOP_BY_HOP.contains(name) || named.contains(name);
    }

    /** What only a proxy in front of us could know, and nobody is. */
    private static boolean isClaim(String name) {
        return name.equals("forwarded") || name.startsWith("x-forwarded-") || name.equals("x-real-ip");
    }

    /** Fields that Connection declares to be for one hop; not those without which a message cannot be understood. */
    private static Set<String> named(HttpHeaders headers) {
        List<String> connection = headers.getAll(HttpHeaderNames.CONNECTION);
        return connection.isEmpty() || (connection.size() == 1 && PLAIN.contains(connection.getFirst()))
                ? Set.of()
                : connection.stream()
                        .flatMap(value -> Arrays.stream(value.split(",", -1)))
                        .map(name -> name.strip().toLowerCase(Locale.ROOT))
                        .filter(name -> !Set.of("host", "content-length", "cookie", "content-type")
                                .contains(name))
                        .collect(Collectors.toUnmodifiableSet());
    }

    private static String cookies(List<String> fields) {
        return fields.isEmpty()
                ? ""
                : fields.stream()
                        .flatMap(field -> Arrays.stream(field.split(";", -1)))
                        .map(String::strip)
                        .filter(pair -> !pair.isEmpty()
                                && !pair.toLowerCase(Locale.ROOT).startsWith(OWN_COOKIES))
                        .collect(Collectors.joining("; "));
    }

    private static String node(String address) {
        return address.indexOf(':') < 0 ? address : "\"[" + address + "]\"";
    }
}
