package dev.triptych.gateway.proxy;

import dev.triptych.gateway.wire.ServiceLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What stands on a client's connection: TLS or not, HTTP/1 or HTTP/2, told apart by ALPN or by the preface. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close ends in channelInactive
final class Ports {
    private static final String IDLE = "idle";
    private static final int MOST_STREAMS = 100;
    private static final int WINDOW = 256 << 10;
    private static final ByteBuf PREFACE = Http2CodecUtil.connectionPrefaceBuf().asReadOnly();

    private Ports() {}

    static void http(Channel channel, Entrance entrance, @Nullable SslContext tls, ServiceLimits limits) {
        channel.pipeline().addLast(IDLE, idle(limits.idle()));
        if (tls == null) {
            channel.pipeline().addLast(new PrefaceDetector(entrance));
        } else {
            channel.pipeline().addLast(tls.newHandler(channel.alloc())).addLast(new Negotiation(entrance));
        }
    }

    static void tcp(Channel channel, Route route, @Nullable SslContext tls) {
        channel.pipeline().addLast(IDLE, idle(route.service().limits().idle()));
        if (tls != null) {
            channel.pipeline().addLast(tls.newHandler(channel.alloc()));
        }
        channel.pipeline().addLast(new TcpFront(route));
    }

    static void setIdle(ChannelPipeline pipeline, Duration idle) {
        if (pipeline.get(IDLE) != null) {
            pipeline.replace(IDLE, IDLE, idle(idle));
        }
    }

    private static IdleStateHandler idle(Duration idle) {
        return new IdleStateHandler(0, 0, idle.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void http1(ChannelPipeline pipeline, Entrance entrance, boolean secure) {
        pipeline.addLast(new StrictRequestDecoder())
                .addLast(new FrontEncoder())
                .addLast(new OneByOne())
                .addLast(new FrontHandler(entrance, pipeline.channel(), secure, false));
    }

    private static void http2(ChannelPipeline pipeline, Entrance entrance, boolean secure) {
        Channel connection = pipeline.channel();
        pipeline.addLast(Http2FrameCodecBuilder.forServer()
                        .initialSettings(Http2Settings.defaultSettings()
                                .maxConcurrentStreams(MOST_STREAMS)
                                .initialWindowSize(WINDOW)
                                .maxHeaderListSize(StrictRequestDecoder.MOST_HEAD_BYTES))
                        .build())
                .addLast(new Http2MultiplexHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel stream) {
                        stream.config().setAutoRead(false);
                        stream.pipeline()
                                .addLast(new Http2StreamFrameToHttpObjectCodec(true))
                                .addLast(new OneByOne())
                                .addLast(new FrontHandler(entrance, connection, secure, true));
                    }
                }))
                .addLast(new IdleEnd() {
                    @Override
                    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                        System.getLogger(Ports.class.getName())
                                .log(System.Logger.Level.DEBUG, "An HTTP/2 connection broke off", cause);
                        ctx.close();
                    }
                });
        connection.config().setAutoRead(true);
    }

    /** HTTP/2 in the clear announces itself with its first bytes; everything else is HTTP/1. */
    private static final class PrefaceDetector extends ByteToMessageDecoder {
        private final Entrance entrance;

        PrefaceDetector(Entrance entrance) {
            this.entrance = entrance;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) throws Exception {
            super.channelActive(ctx);
            ctx.read();
        }

        @Override
        protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
            int known = Math.min(in.readableBytes(), PREFACE.readableBytes());
            boolean fits = ByteBufUtil.equals(in, in.readerIndex(), PREFACE, PREFACE.readerIndex(), known);
            if (fits && known < PREFACE.readableBytes()) {
                return;
            }
            if (fits) {
                http2(ctx.pipeline(), entrance, false);
            } else {
                http1(ctx.pipeline(), entrance, false);
            }
            ctx.pipeline().remove(this);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
            if (event instanceof IdleStateEvent) {
                ctx.close();
            } else {
                super.userEventTriggered(ctx, event);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }

    private static final class Negotiation extends ApplicationProtocolNegotiationHandler {
        private final Entrance entrance;

        Negotiation(Entrance entrance) {
            super(ApplicationProtocolNames.HTTP_1_1);
            this.entrance = entrance;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) throws Exception {
            super.channelActive(ctx);
            ctx.read(); // the client speaks first
        }

        @Override
        protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
            if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
                http2(ctx.pipeline(), entrance, true);
            } else {
                http1(ctx.pipeline(), entrance, true);
            }
        }

        @Override
        protected void handshakeFailure(ChannelHandlerContext ctx, Throwable cause) {
            System.getLogger(Ports.class.getName()).log(System.Logger.Level.DEBUG, "A TLS handshake failed", cause);
            ctx.close();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
