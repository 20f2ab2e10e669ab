package dev.triptych.gateway.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;

/** Two who look at one exchange. */
record ObserverPair(ExchangeObserver first, ExchangeObserver second) implements ExchangeObserver {
    @Override
    public void sending(HttpRequest request) {
        first.sending(request);
        second.sending(request);
    }

    @Override
    public void requestContent(ByteBuf content) {
        first.requestContent(content);
        second.requestContent(content);
    }

    @Override
    public void answered(HttpResponse response) {
        first.answered(response);
        second.answered(response);
    }

    @Override
    public void responseContent(ByteBuf content) {
        first.responseContent(content);
        second.responseContent(content);
    }

    @Override
    public void ended(Ending ending) {
        first.ended(ending);
        second.ended(ending);
    }
}
