package dev.triptych.gateway.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the gateway answers itself, as problem details (RFC 9457).
 *
 * @param code a stable word
 * @param detail fit to be shown
 * @param closes whether the connection can serve no further request
 */
record Refusal(HttpResponseStatus status, String code, String detail, boolean closes) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private record Problem(String type, String title, int status, String code, String detail) {}

    static Refusal malformed(String detail) {
        return new Refusal(HttpResponseStatus.BAD_REQUEST, "MALFORMED_REQUEST", detail, true);
    }

    static Refusal misdirected() {
        return new Refusal(
                HttpResponseStatus.MISDIRECTED_REQUEST,
                "MISDIRECTED_REQUEST",
                "No service answers to this host here. Ask for <service>.localhost, or use the service's own port.",
                false);
    }

    static Refusal noBackend(String service) {
        return new Refusal(
                HttpResponseStatus.SERVICE_UNAVAILABLE,
                "NO_BACKEND",
                "None of the workloads behind \"" + service + "\" is ready. GET /services/" + service + " tells why.",
                false);
    }

    static Refusal unreachable() {
        return new Refusal(
                HttpResponseStatus.BAD_GATEWAY, "BACKEND_UNREACHABLE", "The workload takes no connection.", false);
    }

    static Refusal broken(String detail) {
        return new Refusal(HttpResponseStatus.BAD_GATEWAY, "BACKEND_BROKE_OFF", detail, false);
    }

    static Refusal tooLate() {
        return new Refusal(
                HttpResponseStatus.GATEWAY_TIMEOUT, "BACKEND_TIMEOUT", "The workload did not answer in time.", false);
    }

    static Refusal bodyTooLarge(long most) {
        return new Refusal(
                HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
                "BODY_TOO_LARGE",
                "The body of a request to this service may have at most " + most + " bytes.",
                true);
    }

    static Refusal headTooLarge(int most) {
        return new Refusal(
                HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
                "HEADER_TOO_LARGE",
                "The head of a request to this service may have at most " + most + " bytes.",
                true);
    }

    static Refusal tooSlow() {
        return new Refusal(
                HttpResponseStatus.REQUEST_TIMEOUT, "REQUEST_TIMEOUT", "The request did not come in time.", true);
    }

    static Refusal method(String method) {
        return new Refusal(
                HttpResponseStatus.NOT_IMPLEMENTED,
                "METHOD_NOT_ALLOWED",
                "The gateway does not carry " + method + ".",
                true);
    }

    FullHttpResponse response() {
        byte[] json =
                JSON.writeValueAsBytes(new Problem("about:blank", status.reasonPhrase(), status.code(), code, detail));
        ByteBuf body = Unpooled.wrappedBuffer(json);
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "application/problem+json")
                .set(HttpHeaderNames.CONTENT_LENGTH, json.length)
                .set("X-Content-Type-Options", "nosniff");
        if (status.equals(HttpResponseStatus.SERVICE_UNAVAILABLE)) {
            response.headers().set(HttpHeaderNames.RETRY_AFTER, 1);
        }
        return response;
    }
}
