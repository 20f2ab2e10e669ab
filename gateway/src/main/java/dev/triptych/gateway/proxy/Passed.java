package dev.triptych.gateway.proxy;

import dev.triptych.gateway.proxy.HeaderRules.Origin;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.Set;

/** Messages as they are passed on: written anew, with the fields that pass and framing of their own. Pure functions. */
final class Passed {
    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private Passed() {}

    /** Whether the request may be sent once more: its method is safe, and it has no body that would be gone. */
    static boolean isRepeatable(HttpRequest request) {
        return SAFE.contains(request.method()) && !FrontHandler.hasBody(request);
    }

    /** A request as a backend gets it. */
    static HttpRequest toBackend(HttpRequest request, RequestTarget target, Origin origin) {
        HttpRequest sent = new DefaultHttpRequest(
                HttpVersion.HTTP_1_1,
                request.method(),
                target.path(),
                HeaderRules.toBackend(request.headers(), origin));
        if (HttpUtil.isTransferEncodingChunked(request)) {
            HttpUtil.setTransferEncodingChunked(sent, true);
        }
        return sent;
    }

    /**
     * The head of an answer as a client gets it, who learns from it where the body ends.
     *
     * @param stream whether the answer goes to an HTTP/2 stream, which frames by itself
     * @param last whether the connection ends after it
     */
    static HttpResponse toClient(HttpResponse response, HttpRequest request, boolean stream, boolean last) {
        HttpResponse passed = new DefaultHttpResponse(
                HttpVersion.HTTP_1_1, response.status(), HeaderRules.toClient(response.headers()));
        if (stream) {
            return passed;
        }
        boolean bodyless = request.method().equals(HttpMethod.HEAD)
                || response.status().equals(HttpResponseStatus.NO_CONTENT)
                || response.status().equals(HttpResponseStatus.NOT_MODIFIED);
        HttpHeaders fields = passed.headers();
        boolean known = fields.contains(HttpHeaderNames.CONTENT_LENGTH);
        if (!known && !bodyless && request.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
            HttpUtil.setTransferEncodingChunked(passed, true);
        }
        if (last) {
            fields.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        return passed;
    }

    /** What a client waits for that asked before sending its body. */
    static FullHttpResponse inviting() {
        return new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER);
    }

    /** An answer before the answer. */
    static FullHttpResponse informing(HttpResponse response) {
        return new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                response.status(),
                Unpooled.EMPTY_BUFFER,
                HeaderRules.toClient(response.headers()),
                new DefaultHttpHeaders());
    }

    /** The answer that changes the protocol. */
    static HttpResponse upgrading(HttpResponse response, String protocol) {
        HttpHeaders fields = HeaderRules.toClient(response.headers());
        fields.set(HttpHeaderNames.CONNECTION, "Upgrade").set(HttpHeaderNames.UPGRADE, protocol);
        return new DefaultHttpResponse(HttpVersion.HTTP_1_1, response.status(), fields);
    }

    /** The end of a body with the trailers that pass. */
    static LastHttpContent withTrailers(LastHttpContent last) {
        if (last.trailingHeaders().isEmpty() && !(last instanceof HttpMessage)) {
            return last;
        }
        LastHttpContent passed = new DefaultLastHttpContent(last.content());
        HeaderRules.trailers(last.trailingHeaders(), passed.trailingHeaders());
        return passed;
    }
}
