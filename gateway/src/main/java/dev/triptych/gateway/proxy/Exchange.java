package dev.triptych.gateway.proxy;

import dev.triptych.gateway.proxy.ExchangeObserver.Ending;
import dev.triptych.gateway.proxy.HeaderRules.Origin;
import dev.triptych.gateway.wire.ServiceLimits;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer. Only what cannot have been carried out is sent again: a request whose connection could not be
 * made goes to the next backend; a safe one without a body, whose connection had served before and was closed without a
 * byte of an answer, gets a new connection. Any other request gets a new connection at once, which nobody can have
 * given up.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close ends in channelInactive
final class Exchange {
    private final FrontHandler handler;
    private final ChannelHandlerContext front;
    private final Route route;
    private final HttpRequest request;
    private final RequestTarget target;
    private final Origin origin;
    private final ServiceLimits limits;
    private final boolean repeatable;
    private final Set<Upstream> tried = new HashSet<>(2);

    private @Nullable Upstream upstream;
    private ExchangeObserver observer = ExchangeObserver.NOBODY;
    private @Nullable Channel back;
    private @Nullable HttpContent early;
    private @Nullable Future<?> deadline;
    private boolean reused;
    private boolean timedOut;
    private boolean requestDone;
    private boolean answering;
    private boolean informing;
    private boolean over;
    private boolean backKeepsAlive;
    private long bodyBytes;

    Exchange(
            FrontHandler handler,
            ChannelHandlerContext front,
            Route route,
            HttpRequest request,
            RequestTarget target,
            Origin origin) {
        this.handler = handler;
        this.front = front;
        this.route = route;
        this.request = request;
        this.target = target;
        this.origin = origin;
        this.limits = route.service().limits();
        this.repeatable = Passed.isRepeatable(request);
    }

    void start() {
        Upstream next = route.next(tried);
        if (next == null) {
            refuse(
                    tried.isEmpty()
                            ? Refusal.noBackend(route.service().name())
                            : timedOut ? Refusal.tooLate() : Refusal.unreachable(),
                    null);
            return;
        }
        upstream = next;
        observer = route.observer(next, repeatable && origin.upgrade() == null);
        Channel waiting = repeatable && origin.upgrade() == null
                ? next.idleOn(front.channel().eventLoop())
                : null;
        if (waiting != null) {
            send(waiting, true);
        } else {
            connect(next);
        }
    }

    private void connect(Upstream to) {
        ChannelFuture connecting = to.connect(
                front.channel().eventLoop(),
                limits,
                BackHandler.pipeline(to, Math.max(limits.headerBytes(), StrictRequestDecoder.MOST_HEAD_BYTES)));
        if (connecting.isDone()) {
            connected(to, connecting);
        } else {
            connecting.addListener(_ -> connected(to, connecting));
        }
    }

    private void connected(Upstream to, ChannelFuture connecting) {
        if (over) {
            connecting.channel().close();
        } else if (connecting.isSuccess()) {
            to.connected();
            send(connecting.channel(), false);
        } else {
            to.failed();
            observer.ended(Ending.CONNECT_FAILED);
            observer = ExchangeObserver.NOBODY;
            tried.add(to);
            timedOut = connecting.cause() instanceof ConnectTimeoutException;
            start();
        }
    }

    private void send(Channel connection, boolean servedBefore) {
        back = connection;
        reused = servedBefore;
        BackHandler.use(connection, this);
        HttpRequest sent = Passed.toBackend(request, target, origin);
        observer.sending(sent);
        connection.write(sent);
        if (requestDone) { // sent once more
            connection.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
            awaitAnswer();
        } else if (early != null) {
            HttpContent whole = early;
            early = null;
            requestContent(whole);
        } else {
            invite();
            front.read();
            if (!requestDone && !over) {
                connection.flush();
            }
        }
        connection.read();
    }

    /** The client waits with the body until somebody wants it. */
    private void invite() {
        if (HttpUtil.is100ContinueExpected(request)) {
            front.writeAndFlush(Passed.inviting());
        }
    }

    void requestContent(HttpContent content) {
        Channel to = back;
        if (over) {
            content.release();
        } else if (content.decoderResult().isFailure()) {
            content.release();
            brokenRequest();
        } else if (to == null) {
            early = content;
        } else {
            pass(content, to);
        }
    }

    private void pass(HttpContent content, Channel to) {
        bodyBytes += content.content().readableBytes();
        Long most = limits.bodyBytes();
        if (most != null && bodyBytes > most) {
            content.release();
            refuse(Refusal.bodyTooLarge(most), Ending.CLIENT_LEFT);
            return;
        }
        observer.requestContent(content.content());
        if (content instanceof LastHttpContent last) {
            requestDone = true;
            to.writeAndFlush(Passed.withTrailers(last));
            awaitAnswer();
            if (!handler.stream()) {
                front.read(); // to see the client leave; a next request waits in the queue
            }
            return;
        }
        to.writeAndFlush(content);
        if (to.isWritable()) {
            readSoon();
        }
    }

    /** What came of the body is no body; the backend must not take it for whole. */
    private void brokenRequest() {
        if (answering) {
            finish(Ending.CLIENT_LEFT);
            handler.abort(front);
        } else {
            refuse(Refusal.malformed("The body of the request is not well-formed."), Ending.CLIENT_LEFT);
        }
    }

    private void awaitAnswer() {
        if (!answering && !over) {
            deadline = front.channel()
                    .eventLoop()
                    .schedule(
                            () -> refuse(Refusal.tooLate(), Ending.TIMED_OUT), // not when it is answered: cancelled
                            limits.response().toMillis(),
                            TimeUnit.MILLISECONDS);
        }
    }

    void responsePart(HttpObject part) {
        if (over) {
            ReferenceCountUtil.release(part);
        } else if (part.decoderResult().isFailure()) {
            ReferenceCountUtil.release(part);
            backendBroke("What the workload answered is not HTTP.");
        } else if (part instanceof HttpResponse response) {
            head(response);
        } else if (part instanceof HttpContent content) {
            responseContent(content);
        }
    }

    private void head(HttpResponse response) {
        if (response.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
            if (response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
                upgrade(response);
            } else {
                inform(response);
            }
            return;
        }
        stopWaiting();
        answering = true;
        backKeepsAlive = HttpUtil.isKeepAlive(response);
        boolean last = !handler.keepsAlive(request) || !requestDone;
        HttpResponse passed = Passed.toClient(response, request, handler.stream(), last);
        observer.answered(passed);
        front.write(passed);
    }

    /** An answer before the answer. The one that invites a body is ours to give. */
    private void inform(HttpResponse response) {
        informing = true;
        if (!response.status().equals(HttpResponseStatus.CONTINUE)
                && request.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
            front.writeAndFlush(Passed.informing(response));
        }
    }

    private void responseContent(HttpContent content) {
        if (informing) { // Netty ends each of these, too
            informing = !(content instanceof LastHttpContent);
            content.release();
            return;
        }
        observer.responseContent(content.content());
        if (content instanceof LastHttpContent last) {
            answered(Passed.withTrailers(last));
        } else {
            front.write(content);
        }
    }

    private void answered(LastHttpContent last) {
        boolean whole = requestDone;
        boolean closes = !whole || !handler.keepsAlive(request);
        ChannelFuture written = front.writeAndFlush(last);
        Channel from = back;
        boolean good = whole && backKeepsAlive;
        back = null;
        finish(Ending.ANSWERED);
        if (from != null) {
            if (good) {
                BackHandler.release(from);
            } else {
                BackHandler.drop(from);
            }
        }
        handler.finished(front, written, closes, !whole);
    }

    void responsePartsRead() {
        if (over) {
            return;
        }
        if (answering) {
            front.flush();
        }
        if (front.channel().isWritable() && back != null) {
            back.read();
        }
    }

    void clientTakesMore() {
        if (back != null) {
            back.read();
        }
    }

    void backendTakesMore() {
        readSoon();
    }

    /** Not within the reading of what came: a read that is asked for there may be forgotten at its end. */
    private void readSoon() {
        front.channel().eventLoop().execute(() -> {
            if (!over && !requestDone) {
                front.read();
            }
        });
    }

    private void upgrade(HttpResponse response) {
        Channel to = back;
        Upstream chosen = upstream;
        String protocol = origin.upgrade();
        if (protocol == null || to == null || chosen == null || !requestDone) {
            backendBroke("The workload changed the protocol without being asked to.");
            return;
        }
        HttpResponse passed = Passed.upgrading(response, protocol);
        observer.answered(passed);
        front.write(passed);
        front.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
        back = null;
        finish(Ending.UPGRADED);
        handler.handOver();
        Tunnel.join(front, to, chosen.meter());
    }

    private void backendBroke(String why) {
        if (answering) {
            finish(Ending.BACKEND_BROKE);
            handler.abort(front);
        } else {
            refuse(Refusal.broken(why), Ending.BACKEND_BROKE);
        }
    }

    void backendLeft() {
        back = null;
        if (over) {
            return;
        }
        stopWaiting();
        if (!answering && reused && repeatable && upstream != null) {
            connect(upstream);
        } else {
            backendBroke("The workload closed the connection without an answer.");
        }
    }

    void clientLeft() {
        if (!over) {
            finish(Ending.CLIENT_LEFT);
        }
    }

    /** Not a byte has passed for long. While the answer is awaited, that is bounded by its own time. */
    void idle() {
        if (answering || !requestDone) {
            finish(requestDone ? Ending.TIMED_OUT : Ending.CLIENT_LEFT);
            handler.abort(front);
        }
    }

    private void refuse(Refusal refusal, @Nullable Ending ending) {
        boolean bodyComes = !requestDone && early == null && FrontHandler.hasBody(request);
        finish(ending == null ? Ending.CONNECT_FAILED : ending);
        handler.refuse(front, request, refusal, bodyComes);
    }

    private void stopWaiting() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    private void finish(Ending ending) {
        over = true;
        stopWaiting();
        if (early != null) {
            early.release();
            early = null;
        }
        observer.ended(ending);
        observer = ExchangeObserver.NOBODY;
        Channel left = back;
        back = null;
        if (left != null) {
            BackHandler.drop(left);
        }
    }
}
