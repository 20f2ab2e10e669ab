package dev.triptych.gateway.proxy;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a request asks for and of whom.
 *
 * @param authority as the client wrote it, with its port
 * @param host of it, lower case, without port; an IPv6 address keeps its brackets
 * @param path with its query, beginning with a slash, or {@code *}
 */
record RequestTarget(String authority, String host, String path) {
    private static final Pattern AUTHORITY =
            Pattern.compile("(\\[[0-9A-Fa-f:.]{2,45}]|[A-Za-z0-9](?:[A-Za-z0-9._-]{0,252}))(?::([0-9]{1,5}))?");
    private static final Pattern ABSOLUTE = Pattern.compile("(?i)https?://([^/?#]+)([/?].*)?");

    /** Why a target cannot be understood; the message is fit to be shown. */
    static final class Unclear extends Exception {
        private static final long serialVersionUID = 1L;

        Unclear(String why) {
            super(why);
        }
    }

    static RequestTarget of(HttpRequest request) throws Unclear {
        List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
        if (hosts.size() != 1) {
            throw new Unclear("There must be exactly one Host field.");
        }
        String authority = hosts.getFirst();
        String path = request.uri();
        Matcher absolute = path.startsWith("/") ? null : ABSOLUTE.matcher(path);
        if (absolute != null && absolute.matches()) {
            if (!absolute.group(1).equalsIgnoreCase(authority)) {
                throw new Unclear("The target of the request names another host than the Host field.");
            }
            String rest = absolute.group(2);
            path = rest == null ? "/" : rest.startsWith("/") ? rest : "/" + rest;
        }
        Matcher parts = AUTHORITY.matcher(authority);
        if (!parts.matches()) {
            throw new Unclear("The Host field is not a name or an address.");
        }
        if (!isPath(path) && !(path.equals("*") && request.method().equals(HttpMethod.OPTIONS))) {
            throw new Unclear("The target of the request is not a path.");
        }
        return new RequestTarget(authority, parts.group(1).toLowerCase(Locale.ROOT), path);
    }

    /** A slash, and then anything visible but a number sign, which begins what is none of a server's business. */
    private static boolean isPath(String path) {
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '#') {
                return false;
            }
        }
        return path.startsWith("/");
    }
}
