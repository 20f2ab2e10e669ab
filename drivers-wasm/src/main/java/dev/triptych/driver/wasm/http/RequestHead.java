package dev.triptych.driver.wasm.http;

import java.util.List;
import java.util.Optional;

/**
 * A request without its body, parsed and checked.
 *
 * @param path decoded and without dot segments; starts with a slash, or is {@code *}
 * @param query as it came, without the question mark; empty when there is none
 * @param target as it came
 * @param protocol such as {@code HTTP/1.1}
 * @param serverName from the Host field, or the address that was called
 * @param remoteAddress an IP address
 * @param contentLength in bytes; 0 for no body, -1 when only its end will tell
 */
public record RequestHead(
        String method,
        String path,
        String query,
        String target,
        String protocol,
        String serverName,
        int serverPort,
        String remoteAddress,
        int remotePort,
        long contentLength,
        List<Header> headers) {
    public RequestHead {
        headers = List.copyOf(headers);
    }

    Optional<String> header(String name) {
        return headers.stream().filter(one -> one.is(name)).map(Header::value).findFirst();
    }

    /** The same client's GET of another local address, without a body: what a program's local redirect asks for. */
    public RequestHead redirectedTo(String otherPath, String otherQuery) {
        return new RequestHead(
                "GET",
                otherPath,
                otherQuery,
                otherQuery.isEmpty() ? otherPath : otherPath + "?" + otherQuery,
                protocol,
                serverName,
                serverPort,
                remoteAddress,
                remotePort,
                0,
                headers.stream()
                        .filter(one -> !one.is("Content-Type") && !one.is("Content-Length"))
                        .toList());
    }
}
