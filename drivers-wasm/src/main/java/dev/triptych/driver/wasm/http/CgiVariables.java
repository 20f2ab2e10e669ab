package dev.triptych.driver.wasm.http;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** From a request to the meta-variables of CGI (RFC 3875, section 4.1). */
public final class CgiVariables {
    /**
     * {@code Proxy} would become HTTP_PROXY, by which many programs choose theirs (CVE-2016-5385); the lengths and types
     * have variables of their own; expectations are answered by the server.
     */
    private static final Set<String> NOT_FOR_PROGRAMS =
            Set.of("proxy", "content-length", "content-type", "expect", "x-request-id");

    private static final Pattern FIELD_NAME = Pattern.compile("[a-z0-9-]+");

    private CgiVariables() {}

    /**
     * The variables for a request; none has NUL in it.
     *
     * @param requestId given to the program as UNIQUE_ID and HTTP_X_REQUEST_ID
     */
    public static Map<String, String> of(RequestHead head, String requestId) {
        Map<String, String> variables = new HashMap<>();
        fields(head, variables);
        variables.put("GATEWAY_INTERFACE", "CGI/1.1");
        variables.put("SERVER_SOFTWARE", "Triptych");
        variables.put("SERVER_PROTOCOL", head.protocol());
        variables.put("SERVER_NAME", head.serverName());
        variables.put("SERVER_PORT", Integer.toString(head.serverPort()));
        variables.put("REQUEST_METHOD", head.method());
        variables.put("REQUEST_URI", head.target());
        variables.put("SCRIPT_NAME", "");
        variables.put("PATH_INFO", head.path());
        variables.put("QUERY_STRING", head.query());
        variables.put("REMOTE_ADDR", head.remoteAddress());
        variables.put("REMOTE_HOST", head.remoteAddress());
        variables.put("REMOTE_PORT", Integer.toString(head.remotePort()));
        variables.put("UNIQUE_ID", requestId);
        variables.put("HTTP_X_REQUEST_ID", requestId);
        head.header("Content-Type").ifPresent(type -> variables.put("CONTENT_TYPE", type));
        if (head.contentLength() > 0) {
            variables.put("CONTENT_LENGTH", Long.toString(head.contentLength()));
        }
        variables.values().removeIf(value -> value.indexOf('\0') >= 0);
        return variables;
    }

    /** A field whose name has an underscore would be taken for the one with a hyphen: it is dropped. */
    private static void fields(RequestHead head, Map<String, String> variables) {
        Set<String> dropped = HopByHop.namesIn(head.headers());
        for (Header header : head.headers()) {
            String name = header.name().toLowerCase(Locale.ROOT);
            if (!dropped.contains(name)
                    && !NOT_FOR_PROGRAMS.contains(name)
                    && FIELD_NAME.matcher(name).matches()) {
                String separator = name.equals("cookie") ? "; " : ", ";
                variables.merge(
                        "HTTP_" + name.toUpperCase(Locale.ROOT).replace('-', '_'),
                        header.value(),
                        (one, other) -> one + separator + other);
            }
        }
    }
}
