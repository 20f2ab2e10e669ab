package dev.triptych.driver.vm;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * Tells the guest's init that its last word was read and the machine was measured, so that it may power off. Init waits
 * for a bounded time only. It is closed after the machine: QEMU may forget what a peer said that has left.
 */
final class Acknowledgement implements AutoCloseable {
    private static final byte[] WORD = {'A'};

    private final SocketChannel socket;

    private Acknowledgement(SocketChannel socket) {
        this.socket = socket;
    }

    static Acknowledgement send(Path channel) throws IOException {
        SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(channel));
        try {
            for (ByteBuffer word = ByteBuffer.wrap(WORD); word.hasRemaining(); ) {
                socket.write(word);
            }
            return new Acknowledgement(socket);
        } catch (IOException failure) {
            socket.close();
            throw failure;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
