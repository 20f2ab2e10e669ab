package dev.triptych.gateway.proxy;

import dev.triptych.gateway.proxy.HeaderRules.Origin;
import dev.triptych.gateway.wire.ServiceLimits;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessageDecoderResult;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of HTTP: one per HTTP/1 connection, one per HTTP/2 stream. It takes one request after another, decides
 * whether it is one and whose, and hands it to an {@link Exchange}. It reads only when somebody takes what comes.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close ends in channelInactive
final class FrontHandler extends ChannelInboundHandlerAdapter {
    private static final long LINGER_SECONDS = 2;
    private static final String WEBSOCKET = "websocket";

    private final Entrance entrance;
    private final boolean secure;
    /** The connection itself: of an HTTP/2 stream the parent. */
    private final Channel connection;

    private final boolean stream;
    private @Nullable Exchange exchange;
    private @Nullable HttpRequest next;
    private long idleMillis;
    private boolean closing;

    FrontHandler(Entrance entrance, Channel connection, boolean secure, boolean stream) {
        this.entrance = entrance;
        this.connection = connection;
        this.secure = secure;
        this.stream = stream;
    }

    boolean stream() {
        return stream;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        if (ctx.channel().isActive()) {
            ctx.read();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ctx.read();
        ctx.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (closing) {
            ReferenceCountUtil.release(message);
            ctx.read();
            return;
        }
        if (message instanceof HttpRequest request) {
            if (exchange != null) {
                next = request; // it came before the answer to the one before
                return;
            }
            begin(ctx, request);
        }
        Exchange current = exchange;
        if (message instanceof HttpContent content && current != null) {
            current.requestContent(content);
        } else {
            ReferenceCountUtil.release(message);
            if (current == null && !(message instanceof HttpRequest)) {
                ctx.read(); // the rest of what was refused
            }
        }
    }

    private void begin(ChannelHandlerContext ctx, HttpRequest request) {
        FrontEncoder encoder = ctx.pipeline().get(FrontEncoder.class);
        if (encoder != null) {
            encoder.answerTo(request.method().equals(HttpMethod.HEAD));
        }
        DecoderResult decoded = request.decoderResult();
        if (decoded.isFailure()) {
            refuse(ctx, request, faulty(decoded.cause()), true);
            return;
        }
        RequestTarget target;
        try {
            target = RequestTarget.of(request);
        } catch (RequestTarget.Unclear e) {
            refuse(ctx, request, Refusal.malformed(String.valueOf(e.getMessage())), true);
            return;
        }
        InetSocketAddress local = (InetSocketAddress) connection.localAddress();
        Route route = entrance.find(target.host(), local.getAddress());
        Refusal refusal = route == null
                ? Refusal.misdirected()
                : limits(request, route.service().limits());
        if (route == null || refusal != null) {
            refuse(ctx, request, refusal == null ? Refusal.misdirected() : refusal, hasBody(request));
            return;
        }
        bound(ctx, route.service().limits().idle());
        InetSocketAddress client = (InetSocketAddress) connection.remoteAddress();
        Origin origin = new Origin(
                client.getAddress().getHostAddress(),
                secure,
                local.getPort(),
                target.authority(),
                stream ? null : upgrade(request));
        Exchange begun = new Exchange(this, ctx, route, request, target, origin);
        exchange = begun;
        begun.start();
    }

    private static Refusal faulty(Throwable cause) {
        return switch (cause) {
            case TooLongFrameException _ -> Refusal.headTooLarge(StrictRequestDecoder.MOST_HEAD_BYTES);
            case TimeoutException _ -> Refusal.tooSlow();
            case StrictRequestDecoder.MalformedHead fault -> Refusal.malformed(String.valueOf(fault.getMessage()));
            default -> Refusal.malformed("The request is not well-formed.");
        };
    }

    private static @Nullable Refusal limits(HttpRequest request, ServiceLimits limits) {
        HttpMethod method = request.method();
        if (method.equals(HttpMethod.CONNECT) || method.equals(HttpMethod.TRACE)) {
            return Refusal.method(method.name());
        }
        if (headBytes(request) > limits.headerBytes()) {
            return Refusal.headTooLarge(limits.headerBytes());
        }
        Long most = limits.bodyBytes();
        return most != null && HttpUtil.getContentLength(request, 0L) > most ? Refusal.bodyTooLarge(most) : null;
    }

    private static long headBytes(HttpRequest request) {
        if (request.decoderResult() instanceof HttpMessageDecoderResult sizes) {
            return sizes.totalSize();
        }
        long sum = request.uri().length();
        for (var field : request.headers()) {
            sum += field.getKey().length() + field.getValue().length();
        }
        return sum;
    }

    /** The protocol to change to: only that of WebSockets passes. */
    private static @Nullable String upgrade(HttpRequest request) {
        return request.headers().containsValue(HttpHeaderNames.CONNECTION, "upgrade", true)
                        && WEBSOCKET.equalsIgnoreCase(request.headers().get(HttpHeaderNames.UPGRADE, ""))
                        && request.method().equals(HttpMethod.GET)
                ? WEBSOCKET
                : null;
    }

    static boolean hasBody(HttpRequest request) {
        return HttpUtil.isTransferEncodingChunked(request) || HttpUtil.getContentLength(request, 0L) > 0;
    }

    /** A connection of the shared port is idle by the rules of the service that it last asked for. */
    private void bound(ChannelHandlerContext ctx, Duration idle) {
        if (!stream && idle.toMillis() != idleMillis) {
            idleMillis = idle.toMillis();
            Ports.setIdle(ctx.pipeline(), idle);
        }
    }

    /**
     * Answers in place of a backend.
     *
     * @param bodyComes whether a body may follow that nobody reads
     */
    void refuse(ChannelHandlerContext ctx, HttpRequest request, Refusal refusal, boolean bodyComes) {
        entrance.refused(refusal.status().code());
        FullHttpResponse response = refusal.response();
        boolean last = refusal.closes() || bodyComes || !keepsAlive(request);
        if (last && !stream) {
            response.headers().set(HttpHeaderNames.CONNECTION, "close");
        }
        ChannelFuture written = ctx.writeAndFlush(response);
        exchange = null;
        if (last) {
            end(ctx, written, bodyComes);
        } else {
            ctx.executor().execute(() -> goOn(ctx)); // not at once: thousands may wait in one buffer
        }
    }

    boolean keepsAlive(HttpRequest request) {
        return !stream
                && !entrance.draining()
                && request.protocolVersion().equals(HttpVersion.HTTP_1_1)
                && HttpUtil.isKeepAlive(request);
    }

    /**
     * The answer is on its way; what comes next is another request.
     *
     * @param written is done when the answer is
     * @param last whether nothing more may come
     * @param bodyComes whether a part of the request may follow that nobody reads
     */
    void finished(ChannelHandlerContext ctx, ChannelFuture written, boolean last, boolean bodyComes) {
        exchange = null;
        if (last || entrance.draining()) {
            end(ctx, written, bodyComes);
        } else {
            goOn(ctx);
        }
    }

    private void goOn(ChannelHandlerContext ctx) {
        HttpRequest waiting = next;
        if (waiting == null) {
            ctx.read();
        } else {
            next = null;
            channelRead(ctx, waiting);
        }
    }

    /** Ends the connection so that the client reads the answer before it learns that nobody reads the rest. */
    private void end(ChannelHandlerContext ctx, ChannelFuture written, boolean bodyComes) {
        closing = true;
        if (stream && !bodyComes) {
            return; // it ends by itself
        }
        written.addListener(_ -> {
            if (!stream && !secure && ctx.channel() instanceof DuplexChannel duplex) {
                duplex.shutdownOutput();
                ctx.executor().schedule(() -> ctx.close(), LINGER_SECONDS, TimeUnit.SECONDS);
                ctx.read();
            } else {
                ctx.close();
            }
        });
    }

    /** Nothing can be said any more that the client could not take for the end of the answer. */
    void abort(ChannelHandlerContext ctx) {
        exchange = null;
        closing = true;
        ctx.close();
    }

    /** From now on the connection speaks another protocol. */
    void handOver() {
        exchange = null;
    }

    /** Ends the connection when it carries no request now; otherwise after that. */
    static void drain(Channel channel) {
        channel.eventLoop().execute(() -> {
            FrontHandler handler = channel.pipeline().get(FrontHandler.class);
            boolean tunnel = channel.pipeline().get(RelayHandler.class) != null;
            if (!tunnel && (handler == null || handler.exchange == null)) {
                channel.close();
            }
        });
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        Exchange current = exchange;
        if (current != null && ctx.channel().isWritable()) {
            current.clientTakesMore();
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof IdleStateEvent) {
            Exchange current = exchange;
            if (current == null) {
                ctx.close();
            } else {
                current.idle();
            }
            return;
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        Exchange current = exchange;
        exchange = null;
        closing = true;
        ReferenceCountUtil.release(next);
        next = null;
        if (current != null) {
            current.clientLeft();
        }
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        System.getLogger(FrontHandler.class.getName())
                .log(System.Logger.Level.DEBUG, "A client's connection broke off", cause);
        ctx.close();
    }
}
