package dev.triptych.gateway.proxy;

import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;

/** Writes answers; one to HEAD has no body whatever its fields say. */
final class FrontEncoder extends HttpResponseEncoder {
    private boolean toHead;

    /** Says what the next answer answers. */
    void answerTo(boolean head) {
        toHead = head;
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpResponse response) {
        return toHead || super.isContentAlwaysEmpty(response);
    }
}
