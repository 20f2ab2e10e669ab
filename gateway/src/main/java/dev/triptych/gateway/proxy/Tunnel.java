package dev.triptych.gateway.proxy;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpClientCodec;
import java.util.List;

/** Makes a relay of two connections that have agreed to change their protocol. What has come already is not lost. */
final class Tunnel {
    private static final List<Class<? extends ChannelHandler>> FRONT =
            List.of(FrontHandler.class, OneByOne.class, StrictRequestDecoder.class, FrontEncoder.class);
    private static final List<Class<? extends ChannelHandler>> BACK = List.of(BackHandler.class, HttpClientCodec.class);

    private Tunnel() {}

    static void join(ChannelHandlerContext front, Channel back, BackendMeter meter) {
        Channel client = front.channel();
        BackendMeter.Connection counted = meter.connection();
        client.pipeline().addLast(new RelayHandler(back, counted::received, counted::end));
        back.pipeline().addLast(new RelayHandler(client, counted::sent, counted::end));
        remove(client.pipeline(), FRONT);
        remove(back.pipeline(), BACK);
        RelayHandler.begin(client, back);
    }

    private static void remove(ChannelPipeline pipeline, List<Class<? extends ChannelHandler>> types) {
        for (Class<? extends ChannelHandler> type : types) {
            if (pipeline.get(type) != null) {
                pipeline.remove(type);
            }
        }
    }
}
