package dev.triptych.gateway.proxy;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObject;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/** The backend's side of HTTP: hands what comes to the exchange that uses the connection, and sees it closed when none does. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close ends in channelInactive
final class BackHandler extends ChannelInboundHandlerAdapter {
    private final Upstream upstream;
    private @Nullable Exchange exchange;
    private boolean served;

    private BackHandler(Upstream upstream) {
        this.upstream = upstream;
    }

    /** Prepares a connection to a backend. */
    static ChannelInitializer<Channel> pipeline(Upstream upstream, int headerBytes) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline()
                        .addLast(new HttpClientCodec(config(headerBytes), false, false))
                        .addLast(new BackHandler(upstream));
            }
        };
    }

    /** How answers are read, whoever asked. */
    static HttpDecoderConfig config(int headerBytes) {
        return new HttpDecoderConfig()
                .setMaxInitialLineLength(headerBytes)
                .setMaxHeaderSize(headerBytes)
                .setMaxChunkSize(64 << 10)
                .setAllowDuplicateContentLengths(false)
                .setUseRfc9112TransferEncoding(true);
    }

    static void use(Channel channel, Exchange exchange) {
        channel.pipeline().get(BackHandler.class).exchange = exchange;
    }

    /** Whether an answer came over this connection before. */
    static boolean served(Channel channel) {
        return channel.pipeline().get(BackHandler.class).served;
    }

    /** The exchange is over and the connection still good. */
    static void release(Channel channel) {
        BackHandler handler = channel.pipeline().get(BackHandler.class);
        handler.exchange = null;
        handler.served = true;
        handler.upstream.release(channel);
    }

    /** The exchange wants to hear nothing more. */
    static void drop(Channel channel) {
        BackHandler handler = channel.pipeline().get(BackHandler.class);
        if (handler != null) {
            handler.exchange = null;
        }
        channel.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        Exchange current = exchange;
        if (current != null && message instanceof HttpObject part) {
            current.responsePart(part);
        } else {
            ReferenceCountUtil.release(message);
            ctx.close(); // nobody asked
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        Exchange current = exchange;
        if (current != null) {
            current.responsePartsRead();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        Exchange current = exchange;
        if (current != null && ctx.channel().isWritable()) {
            current.backendTakesMore();
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        Exchange current = exchange;
        exchange = null;
        if (current != null) {
            current.backendLeft();
        } else {
            upstream.gone(ctx.channel());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        System.getLogger(BackHandler.class.getName())
                .log(System.Logger.Level.DEBUG, "A backend's connection broke off", cause);
        ctx.close();
    }
}
