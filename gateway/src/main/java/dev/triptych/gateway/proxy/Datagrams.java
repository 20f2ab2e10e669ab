package dev.triptych.gateway.proxy;

import dev.triptych.gateway.wire.BackendAddress;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.timeout.IdleStateHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A port of UDP. Each sender gets a socket of its own towards the address, so that answers find back to who asked; it is
 * closed when neither side has said anything for a while. What cannot be carried at once is dropped, as networks do.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a datagram that could not be sent is lost, which its protocol expects
final class Datagrams implements Door {
    /** Beyond so many senders, the one that has been silent for longest loses its way back. */
    static final int MOST_SENDERS = 1024;

    /** How long a way back is kept for a sender whose exchange is silent. */
    static final Duration SILENCE = Duration.ofSeconds(90);

    /** The greatest datagram of IPv4 and IPv6 without jumbograms (RFC 768: a length of 16 bits). */
    private static final int MOST_BYTES = 65_535;

    private final Loops loops;
    private final Duration silence;
    private final Channel front;

    /** By sender, the longest silent first. For the front's own thread alone. */
    private final Map<InetSocketAddress, ChannelFuture> ways = new LinkedHashMap<>(16, 0.75f, true);

    private volatile @Nullable BackendAddress to;
    private volatile int senders;

    private Datagrams(Loops loops, Duration silence, InetSocketAddress at) throws IOException {
        this.loops = loops;
        this.silence = silence;
        ChannelFuture bound = socket(loops.group(), new Front()).bind(at).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            bound.channel().close();
            throw new IOException(String.valueOf(bound.cause().getMessage()), bound.cause());
        }
        front = bound.channel();
    }

    /**
     * Opens a port.
     *
     * @param silence after how long without a datagram of either side a sender is forgotten
     * @throws IOException when the port cannot be had
     */
    static Datagrams open(Loops loops, String bind, int port, Duration silence) throws IOException {
        return new Datagrams(loops, silence, new InetSocketAddress(InetAddress.ofLiteral(bind), port));
    }

    private Bootstrap socket(EventLoopGroup group, ChannelHandler handler) {
        return new Bootstrap()
                .group(group)
                .channel(loops.datagrams())
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(MOST_BYTES))
                .handler(handler);
    }

    @Override
    public void lead(@Nullable BackendAddress target) {
        BackendAddress before = to;
        to = target;
        if (before != null && !before.equals(target)) {
            forgetAll();
        }
    }

    @Override
    public void close() {
        to = null;
        front.close().awaitUninterruptibly();
        forgetAll();
    }

    @Override
    public int clients() {
        return senders;
    }

    private void forgetAll() {
        front.eventLoop().execute(() -> {
            List<ChannelFuture> known = List.copyOf(ways.values());
            ways.clear();
            senders = 0;
            known.forEach(way -> way.channel().close());
        });
    }

    private ChannelFuture wayOf(InetSocketAddress sender, BackendAddress target) {
        ChannelFuture known = ways.get(sender);
        if (known != null) {
            return known;
        }
        if (ways.size() >= MOST_SENDERS) {
            forget(ways.keySet().iterator().next());
        }
        ChannelFuture way = socket(front.eventLoop(), new Back(sender))
                .connect(new InetSocketAddress(target.host(), target.port()));
        way.channel()
                .pipeline()
                .addFirst(new IdleStateHandler(0, 0, silence.toMillis(), TimeUnit.MILLISECONDS), new IdleEnd());
        ways.put(sender, way);
        senders = ways.size();
        way.channel().closeFuture().addListener(_ -> {
            ways.remove(sender, way);
            senders = ways.size();
        });
        return way;
    }

    private void forget(InetSocketAddress sender) {
        ChannelFuture way = ways.remove(sender);
        if (way != null) {
            way.channel().close();
        }
    }

    private static void logBreak(Throwable cause) {
        System.getLogger(Datagrams.class.getName()).log(System.Logger.Level.DEBUG, "A datagram was lost", cause);
    }

    /** Takes what senders send. */
    private final class Front extends SimpleChannelInboundHandler<DatagramPacket> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
            BackendAddress target = to;
            if (target == null) {
                return;
            }
            ChannelFuture way = wayOf(packet.sender(), target);
            packet.retain();
            way.addListener(connected -> {
                if (connected.isSuccess() && way.channel().isWritable()) {
                    way.channel().writeAndFlush(packet.content());
                } else {
                    packet.release();
                }
            });
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            logBreak(cause);
        }
    }

    /** Takes what the address answers to one sender. That nobody listens there is told by the kernel, and may change. */
    private final class Back extends SimpleChannelInboundHandler<DatagramPacket> {
        private final InetSocketAddress sender;

        Back(InetSocketAddress sender) {
            this.sender = sender;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
            ChannelFuture _ = ways.get(sender); // an answer makes it a recent one
            if (front.isWritable()) {
                front.writeAndFlush(new DatagramPacket(packet.content().retain(), sender));
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            logBreak(cause);
        }
    }
}
