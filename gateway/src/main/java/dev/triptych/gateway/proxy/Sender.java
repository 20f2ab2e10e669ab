package dev.triptych.gateway.proxy;

import dev.triptych.gateway.wire.BackendAddress;
import dev.triptych.gateway.wire.CapturedAnswer;
import dev.triptych.gateway.wire.CapturedRequest;
import dev.triptych.gateway.wire.Field;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Sends one request to one address, follows nothing, and reads a bounded part of what comes back. Each has a connection to
 * itself, which serves nobody else before or after.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close ends in channelInactive
final class Sender {
    private static final int CONNECT_MILLIS = 3000;
    private static final Set<HttpMethod> WITH_BODY = Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH);

    private static final long MOST_UNDER_WAY = 16L << 20;

    private final Loops loops;
    private final Budget budget = new Budget(MOST_UNDER_WAY);

    Sender(Loops loops) {
        this.loops = loops;
    }

    /** The answer, or that there is none and why; never fails otherwise, and at the latest after {@code patience}. */
    CompletableFuture<CapturedAnswer> send(
            BackendAddress to, CapturedRequest request, int bodyBytes, Duration patience) {
        FullHttpRequest message;
        try {
            message = message(request);
        } catch (IllegalArgumentException e) { // not with its message: it quotes the request
            return CompletableFuture.completedFuture(
                    CapturedAnswer.failed("The request cannot be sent: a field or the target is not well-formed."));
        }
        CompletableFuture<CapturedAnswer> answer = new CompletableFuture<>();
        EventLoop loop = loops.group().next();
        ChannelFuture connecting = new Bootstrap()
                .group(loop)
                .channel(loops.connecting())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new HttpClientCodec(
                                        BackHandler.config(StrictRequestDecoder.MOST_HEAD_BYTES), false, false))
                                .addLast(new AnswerReader(answer, bodyBytes, budget));
                    }
                })
                .connect(new InetSocketAddress(InetAddress.ofLiteral(to.host()), to.port()));
        connecting.addListener(_ -> {
            if (connecting.isSuccess()) {
                connecting.channel().writeAndFlush(message);
            } else {
                message.release();
                answer.complete(CapturedAnswer.failed("No connection could be made."));
            }
        });
        loop.schedule(
                () -> {
                    answer.complete(
                            CapturedAnswer.failed("There was no whole answer within " + patience.toSeconds() + " s."));
                },
                patience.toMillis(),
                TimeUnit.MILLISECONDS);
        answer.whenComplete((_, _) -> connecting.channel().close());
        return answer;
    }

    private static FullHttpRequest message(CapturedRequest request) {
        if (request.target().isEmpty() || request.target().chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new IllegalArgumentException("a target that is none");
        }
        HttpMethod method = HttpMethod.valueOf(request.method());
        HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory().newHeaders();
        for (Field field : request.headers()) {
            if (!HeaderRules.isOfTheConnection(field.name())) {
                headers.add(field.name(), field.value());
            }
        }
        headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        headers.remove(HttpHeaderNames.CONTENT_LENGTH);
        if (request.body().length > 0 || WITH_BODY.contains(method)) {
            headers.set(HttpHeaderNames.CONTENT_LENGTH, request.body().length);
        }
        return new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1,
                method,
                request.target(),
                Unpooled.wrappedBuffer(request.body()),
                headers,
                DefaultHttpHeadersFactory.trailersFactory().newHeaders());
    }
}
