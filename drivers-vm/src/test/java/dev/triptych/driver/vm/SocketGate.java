package dev.triptych.driver.vm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Stands before libvirt's socket, so that a test can take libvirt away without anybody else noticing. */
final class SocketGate implements AutoCloseable {
    private final Path path;
    private final Path target;
    private final List<SocketChannel> passing = new CopyOnWriteArrayList<>();
    private @Nullable ServerSocketChannel server;

    SocketGate(Path path, Path target) {
        this.path = path;
        this.target = target;
    }

    void open() throws IOException {
        ServerSocketChannel fresh = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        fresh.bind(UnixDomainSocketAddress.of(path));
        server = fresh;
        Thread.ofVirtual().start(() -> accept(fresh));
    }

    private void accept(ServerSocketChannel from) {
        try {
            while (true) {
                SocketChannel client = from.accept();
                SocketChannel libvirt = SocketChannel.open(UnixDomainSocketAddress.of(target));
                passing.add(client);
                passing.add(libvirt);
                Thread.ofVirtual().start(() -> pass(client, libvirt));
                Thread.ofVirtual().start(() -> pass(libvirt, client));
            }
        } catch (IOException closed) {
            shut(from); // the gate is closed, and nobody is told more than that
        }
    }

    private static void pass(SocketChannel from, SocketChannel to) {
        ByteBuffer piece = ByteBuffer.allocate(1 << 16);
        try {
            while (from.read(piece) >= 0) {
                piece.flip();
                while (piece.hasRemaining()) {
                    to.write(piece);
                }
                piece.clear();
            }
        } catch (IOException closed) {
            shut(from);
        }
        shut(to);
    }

    private static void shut(AutoCloseable channel) {
        try {
            channel.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (server != null) {
            shut(server);
        }
        passing.forEach(SocketGate::shut);
        passing.clear();
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
