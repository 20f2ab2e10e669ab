package dev.triptych.gateway.proxy;

import dev.triptych.gateway.wire.Protocol;
import dev.triptych.gateway.wire.ServiceLimits;
import dev.triptych.gateway.wire.TlsIdentity;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** An open port, with the connections that came in by it. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close ends in channelInactive
final class Listener {
    private static final int BACKLOG = 1024;

    /** Finds the service for a host; its own port has one for all hosts that mean it. */
    interface Finder {
        @Nullable
        Route find(String host, InetAddress local);
    }

    private final Channel server;
    private final ChannelGroup clients = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private final State state;

    /** What new connections and requests go by. */
    private static final class State implements Entrance {
        private final Finder finder;
        private final IntConsumer onRefusal;
        private volatile @Nullable SslContext tls;
        private volatile boolean draining;

        State(Finder finder, IntConsumer onRefusal) {
            this.finder = finder;
            this.onRefusal = onRefusal;
        }

        @Override
        public @Nullable Route find(String host, InetAddress local) {
            return finder.find(host, local);
        }

        @Override
        public boolean draining() {
            return draining;
        }

        @Override
        public void refused(int status) {
            onRefusal.accept(status);
        }
    }

    private Listener(Channel server, State state) {
        this.server = server;
        this.state = state;
    }

    /**
     * Opens a port of a TCP service, or one for HTTP.
     *
     * @param tcp the service that all connections are for; null for HTTP
     * @throws IOException when the port cannot be had
     */
    static Listener open(
            Loops loops,
            String bind,
            int port,
            Finder finder,
            @Nullable Supplier<@Nullable Route> tcp,
            @Nullable TlsIdentity identity,
            IntConsumer onRefusal)
            throws IOException {
        State state = new State(finder, onRefusal);
        state.tls = identity == null ? null : context(identity, tcp == null ? Protocol.HTTP : Protocol.TCP);
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops.group())
                .channel(loops.listening())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.TCP_NODELAY, true);
        Listener[] made = new Listener[1];
        bootstrap.childHandler(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                Listener self = made[0];
                if (self == null || state.draining) {
                    channel.close();
                    return;
                }
                self.clients.add(channel);
                Route route = tcp == null ? null : tcp.get();
                if (tcp == null) {
                    Ports.http(channel, state, state.tls, ServiceLimits.DEFAULT);
                } else if (route == null) {
                    channel.close();
                } else {
                    Ports.tcp(channel, route, state.tls);
                }
            }
        });
        ChannelFuture bound = bootstrap
                .register()
                .syncUninterruptibly()
                .channel()
                .bind(new InetSocketAddress(InetAddress.ofLiteral(bind), port))
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            bound.channel().close();
            throw new IOException(String.valueOf(bound.cause().getMessage()), bound.cause());
        }
        made[0] = new Listener(bound.channel(), state);
        return made[0];
    }

    private static SslContext context(TlsIdentity identity, Protocol protocol) throws SSLException {
        SslContextBuilder builder = SslContextBuilder.forServer(
                        identity.privateKey(),
                        TlsIdentity.chain(identity.certificates()).toArray(X509Certificate[]::new))
                .sslProvider(SslProvider.JDK)
                .protocols("TLSv1.3", "TLSv1.2");
        if (protocol == Protocol.HTTP) {
            builder.applicationProtocolConfig(new ApplicationProtocolConfig(
                    ApplicationProtocolConfig.Protocol.ALPN,
                    ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                    ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                    ApplicationProtocolNames.HTTP_2,
                    ApplicationProtocolNames.HTTP_1_1));
        }
        return builder.build();
    }

    /** Shows another certificate to those who connect from now on. */
    void show(TlsIdentity identity, Protocol protocol) throws SSLException {
        state.tls = context(identity, protocol);
    }

    int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    int connections() {
        return clients.size();
    }

    /** Takes no connections any more; those there are end with what they carry, or after this time. */
    void drain(Loops loops, Duration atMost) {
        server.close().awaitUninterruptibly();
        state.draining = true;
        clients.forEach(FrontHandler::drain);
        loops.group().next().schedule(() -> clients.close(), atMost.toMillis(), TimeUnit.MILLISECONDS);
    }
}
