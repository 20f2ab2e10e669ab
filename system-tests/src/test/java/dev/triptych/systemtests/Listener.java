package dev.triptych.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** A socket of the host that takes connections and ends them. */
record Listener(ServerSocket socket) implements AutoCloseable {
    static Listener on(String address) {
        try {
            ServerSocket socket = new ServerSocket(0, 50, InetAddress.getByName(address));
            Thread.ofVirtual().start(() -> {
                while (!socket.isClosed()) {
                    try {
                        socket.accept().close();
                    } catch (IOException closed) {
                        return;
                    }
                }
            });
            return new Listener(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String port() {
        return "" + socket.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
