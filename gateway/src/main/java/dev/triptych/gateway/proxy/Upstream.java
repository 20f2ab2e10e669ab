package dev.triptych.gateway.proxy;

import dev.triptych.gateway.wire.BackendAddress;
import dev.triptych.gateway.wire.ServiceLimits;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One backend at one address, with the connections to it. Idle connections are kept apart for each event loop, so that
 * none of this needs a lock.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close ends in channelInactive
final class Upstream {
    private static final int MOST_IDLE = 128;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final int MOST_DOUBLINGS = 5;

    private final Loops loops;
    private final BackendAddress address;
    private final BackendMeter meter;
    private final Map<EventLoop, Deque<Channel>> idle = new ConcurrentHashMap<>();
    private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private volatile boolean retired;
    private volatile int failures;
    private volatile long pausedUntil;

    Upstream(Loops loops, BackendAddress address, BackendMeter meter) {
        this.loops = loops;
        this.address = address;
        this.meter = meter;
    }

    BackendAddress address() {
        return address;
    }

    BackendMeter meter() {
        return meter;
    }

    boolean leadsTo(BackendAddress other) {
        return address.key().equals(other.key())
                && address.host().equals(other.host())
                && address.port() == other.port();
    }

    /** Whether connections to it have not just failed. */
    boolean passing() {
        return failures == 0 || System.nanoTime() - pausedUntil >= 0;
    }

    void connected() {
        failures = 0;
    }

    /** It gets nothing new for a while, unless nobody else is there; longer each time in a row. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // a lost count shortens a pause
    void failed() {
        int before = failures;
        pausedUntil = System.nanoTime() + (FIRST_PAUSE.toNanos() << Math.min(before, MOST_DOUBLINGS));
        failures = before + 1;
        meter.connectFailed();
    }

    /** A connection that served before and waits; null when there is none. On the event loop. */
    @Nullable
    Channel idleOn(EventLoop loop) {
        Deque<Channel> waiting = idle.get(loop);
        if (waiting == null) {
            return null;
        }
        for (Channel one = waiting.pollFirst(); one != null; one = waiting.pollFirst()) {
            if (one.isActive()) {
                return one;
            }
        }
        return null;
    }

    /** A new connection. */
    ChannelFuture connect(EventLoop loop, ServiceLimits limits, ChannelHandler handler) {
        ChannelFuture connecting = new Bootstrap()
                .group(loop)
                .channel(loops.connecting())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        Math.min(Integer.MAX_VALUE, limits.connect().toMillis()))
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.AUTO_READ, false)
                .handler(handler)
                .connect(new InetSocketAddress(InetAddress.ofLiteral(address.host()), address.port()));
        open.add(connecting.channel());
        return connecting;
    }

    /** Keeps a connection for the next request. On its event loop. */
    void release(Channel connection) {
        Deque<Channel> waiting = idle.computeIfAbsent(connection.eventLoop(), loop -> new ArrayDeque<>());
        if (retired || !connection.isActive() || waiting.size() >= MOST_IDLE) {
            connection.close();
        } else {
            waiting.addFirst(connection);
            connection.read(); // to see it closed
        }
    }

    /** Forgets an idle connection that was closed. On its event loop. */
    void gone(Channel connection) {
        Deque<Channel> waiting = idle.get(connection.eventLoop());
        if (waiting != null) {
            waiting.remove(connection);
        }
    }

    /** It is not in the table any more: what it does not answer within this time is broken off. */
    void retire(Duration drain) {
        retired = true;
        idle.forEach((loop, waiting) -> loop.execute(() -> {
            waiting.forEach(Channel::close);
            waiting.clear();
        }));
        loops.group().next().schedule(() -> open.close(), drain.toMillis(), TimeUnit.MILLISECONDS);
    }
}
