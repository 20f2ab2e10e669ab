package dev.triptych.gateway.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;

/**
 * Sees one exchange pass, on its event loop: it must neither block nor keep a buffer. The figures of a backend are taken
 * here; whatever else wants to look at requests and answers comes in by the same door.
 */
interface ExchangeObserver {

    /** Looks away. */
    ExchangeObserver NOBODY = new ExchangeObserver() {
        @Override
        public void sending(HttpRequest request) {}

        @Override
        public void ended(Ending ending) {}
    };

    /** How an exchange ended. */
    enum Ending {
        /** The whole answer was written. */
        ANSWERED,
        /** It became a connection of another protocol. */
        UPGRADED,
        CONNECT_FAILED,
        TIMED_OUT,
        /** The backend broke off, or what it said was no HTTP. */
        BACKEND_BROKE,
        /** The client went away, or sent what cannot be passed on. */
        CLIENT_LEFT
    }

    /** The request is about to be sent, for the first time or again. */
    void sending(HttpRequest request);

    default void requestContent(ByteBuf content) {}

    default void answered(HttpResponse response) {}

    default void responseContent(ByteBuf content) {}

    /** Once, after everything else. */
    void ended(Ending ending);
}
