package dev.triptych.gateway.proxy;

import dev.triptych.gateway.wire.ServiceLimits;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import java.util.HashSet;
import java.util.Set;

/** A client of a TCP service: reads nothing until there is a connection to a backend, and is then relayed. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close ends in channelInactive
final class TcpFront extends ChannelInboundHandlerAdapter {
    private final Route route;
    private final Set<Upstream> tried = new HashSet<>(2);

    TcpFront(Route route) {
        this.route = route;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        choose(ctx);
    }

    private void choose(ChannelHandlerContext ctx) {
        Upstream next = route.next(tried);
        if (next == null) {
            ctx.close();
            return;
        }
        ServiceLimits limits = route.service().limits();
        ChannelFuture connecting = next.connect(ctx.channel().eventLoop(), limits, new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.config().setAutoRead(false);
            }
        });
        connecting.addListener(_ -> connected(ctx, next, connecting));
    }

    private void connected(ChannelHandlerContext ctx, Upstream to, ChannelFuture connecting) {
        Channel client = ctx.channel();
        if (!connecting.isSuccess()) {
            to.failed();
            tried.add(to);
            choose(ctx);
        } else if (!client.isActive()) {
            connecting.channel().close();
        } else {
            to.connected();
            Channel back = connecting.channel();
            BackendMeter.Connection counted = to.meter().connection();
            client.pipeline().addLast(new RelayHandler(back, counted::received, counted::end));
            back.pipeline().addLast(new RelayHandler(client, counted::sent, counted::end));
            client.pipeline().remove(this);
            RelayHandler.begin(client, back);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        System.getLogger(TcpFront.class.getName()).log(System.Logger.Level.DEBUG, "A client broke off", cause);
        ctx.close();
    }
}
