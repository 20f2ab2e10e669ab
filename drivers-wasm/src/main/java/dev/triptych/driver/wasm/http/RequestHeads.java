package dev.triptych.driver.wasm.http;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/** From the server's request to ours. */
final class RequestHeads {
    private RequestHeads() {}

    static RequestHead of(Request request) {
        List<Header> headers = new ArrayList<>();
        request.getHeaders().forEach(field -> headers.add(new Header(field.getName(), text(field.getValue()))));
        String path = request.getHttpURI().getDecodedPath();
        boolean chunked = request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
        return new RequestHead(
                request.getMethod(),
                path == null ? "*" : path,
                text(request.getHttpURI().getQuery()),
                request.getHttpURI().getPathQuery() == null
                        ? "*"
                        : request.getHttpURI().getPathQuery(),
                request.getConnectionMetaData().getProtocol(),
                text(Request.getServerName(request)),
                Request.getLocalPort(request),
                text(Request.getRemoteAddr(request)),
                Request.getRemotePort(request),
                chunked ? -1 : Math.max(0, request.getLength()),
                headers);
    }

    private static String text(@org.jspecify.annotations.Nullable String value) {
        return value == null ? "" : value;
    }
}
