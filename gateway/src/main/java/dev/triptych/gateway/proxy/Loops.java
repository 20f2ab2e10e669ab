package dev.triptych.gateway.proxy;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

/**
 * Threads that carry bytes. Those of the JDK: Netty's own on epoll read a connection whose other side has ended also when
 * nobody asked them to, which bounds nothing.
 */
record Loops(
        EventLoopGroup group,
        Class<? extends ServerChannel> listening,
        Class<? extends SocketChannel> connecting,
        Class<? extends DatagramChannel> datagrams) {

    static Loops start() {
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(
                Math.max(1, Runtime.getRuntime().availableProcessors()),
                Thread.ofPlatform().daemon().name("gateway-", 0).factory(),
                NioIoHandler.newFactory());
        return new Loops(group, NioServerSocketChannel.class, NioSocketChannel.class, NioDatagramChannel.class);
    }
}
