package dev.triptych.gateway.proxy;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;

/** Hands on one decoded message for each read that is asked for; what came with it waits. */
final class OneByOne extends ChannelDuplexHandler {
    private final Queue<Object> waiting = new ArrayDeque<>();
    private boolean asked;
    private boolean handing;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        waiting.add(message);
        hand(ctx);
    }

    @Override
    public void read(ChannelHandlerContext ctx) {
        asked = true;
        hand(ctx);
        if (asked) {
            ctx.read();
        }
    }

    /** Not from within itself: the one that runs goes on as long as there is something that is asked for. */
    private void hand(ChannelHandlerContext ctx) {
        if (handing) {
            return;
        }
        handing = true;
        try {
            while (asked && !waiting.isEmpty()) {
                asked = false;
                ctx.fireChannelRead(waiting.remove());
            }
        } finally {
            handing = false;
        }
    }

    /** What nobody asked for is for whoever takes over. */
    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        while (!waiting.isEmpty()) {
            ctx.fireChannelRead(waiting.remove());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
        ctx.fireChannelInactive();
    }
}
