package dev.triptych.gateway.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.function.LongConsumer;

/** Carries the bytes of one direction to the other connection, no faster than that takes them, and its end too. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close ends in channelInactive
final class RelayHandler extends ChannelInboundHandlerAdapter {
    private final Channel peer;
    private final LongConsumer count;
    private final Runnable onEnd;
    private boolean inputEnded;

    /**
     * Relays what this connection receives.
     *
     * @param count is told how many bytes came
     * @param onEnd runs when this connection is closed
     */
    RelayHandler(Channel peer, LongConsumer count, Runnable onEnd) {
        this.peer = peer;
        this.count = count;
        this.onEnd = onEnd;
    }

    /** Joins two connections whose handlers are in place. */
    static void begin(Channel one, Channel other) {
        for (Channel side : new Channel[] {one, other}) {
            side.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
            side.read();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf bytes) {
            count.accept(bytes.readableBytes());
            peer.write(bytes).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        peer.flush();
        if (peer.isWritable() && !inputEnded) {
            ctx.read();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            peer.read();
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE || event instanceof SslCloseCompletionEvent) {
            endInput(ctx);
        } else if (event == ChannelInputShutdownReadComplete.INSTANCE) {
            inputEnded = true;
        } else if (event instanceof IdleStateEvent) {
            ctx.close();
            peer.close();
        }
    }

    private void endInput(ChannelHandlerContext ctx) {
        if (inputEnded) {
            return;
        }
        inputEnded = true;
        RelayHandler other = peer.pipeline().get(RelayHandler.class);
        boolean both = other == null || other.inputEnded;
        peer.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> {
            if (both) {
                peer.close();
                ctx.close();
            } else {
                endOutput(peer);
            }
        });
    }

    private static void endOutput(Channel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls != null) {
            tls.closeOutbound();
        } else if (channel instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        onEnd.run();
        peer.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        System.getLogger(RelayHandler.class.getName())
                .log(System.Logger.Level.DEBUG, "A relayed connection broke off", cause);
        ctx.close();
    }
}
