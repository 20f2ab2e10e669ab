package dev.triptych.driver.wasm.host.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;

/**
 * Hands open directories to a host, whose account need not be able to reach them by their paths. What it is given is the
 * right to that directory and nothing above it.
 */
public final class PassedDirectories implements AutoCloseable {
    private static final int MOST_BYTES = 256;
    private static final int NOTHING = -1;
    private static final long PATIENCE_SECONDS = 5;
    private static final Path OPEN_FILES = Path.of("/proc/self/fd");

    private final int socket;
    private final byte[] nonce;
    private volatile boolean closed;

    private PassedDirectories(int socket, byte[] nonce) {
        this.socket = socket;
        this.nonce = nonce;
    }

    /**
     * Passes a directory.
     *
     * @return the path by which the host reaches it, and nobody else
     */
    public static Path pass(Path socket, String nonce, Path directory) throws IOException {
        int descriptor = NativeSocket.directory(directory);
        try {
            int connection = NativeSocket.connected(socket);
            try {
                NativeSocket.receiveTimeout(connection, PATIENCE_SECONDS);
                NativeSocket.send(connection, nonce.getBytes(StandardCharsets.US_ASCII), descriptor);
                byte[] answer = NativeSocket.receive(connection, MOST_BYTES).bytes();
                if (answer.length != Integer.BYTES) {
                    throw new IOException("the wasm host did not take the directory");
                }
                return path(ByteBuffer.wrap(answer).getInt());
            } finally {
                NativeSocket.close(connection);
            }
        } finally {
            NativeSocket.close(descriptor);
        }
    }

    private static Path path(int descriptor) {
        return OPEN_FILES.resolve(Integer.toString(descriptor));
    }

    /** Lets go of a directory that was passed to this process; other paths are left alone. */
    public static void release(Path path) {
        if (OPEN_FILES.equals(path.getParent())) {
            NativeSocket.close(Integer.parseInt(String.valueOf(path.getFileName())));
        }
    }

    /** Takes what is passed, on a thread of its own, until this process ends. */
    public static PassedDirectories accept(Path socket, String nonce) throws IOException {
        PassedDirectories taking =
                new PassedDirectories(NativeSocket.listening(socket), nonce.getBytes(StandardCharsets.US_ASCII));
        Thread.ofPlatform().daemon().name("wasm-directories").start(taking::takeAll);
        return taking;
    }

    private void takeAll() {
        while (!closed) {
            try {
                int connection = NativeSocket.accept(socket);
                try {
                    take(connection);
                } finally {
                    NativeSocket.close(connection);
                }
            } catch (IOException e) {
                System.getLogger(PassedDirectories.class.getName())
                        .log(System.Logger.Level.WARNING, "A directory could not be taken", e);
            }
        }
    }

    private void take(int connection) throws IOException {
        NativeSocket.receiveTimeout(connection, PATIENCE_SECONDS);
        NativeSocket.Received received = NativeSocket.receive(connection, MOST_BYTES);
        int descriptor = received.descriptor();
        if (descriptor < 0) {
            throw new IOException("a message without a directory");
        }
        if (!MessageDigest.isEqual(received.bytes(), nonce)) {
            NativeSocket.close(descriptor);
            throw new IOException("a directory from somebody who does not know the nonce");
        }
        byte[] answer = ByteBuffer.allocate(Integer.BYTES).putInt(descriptor).array();
        try {
            NativeSocket.send(connection, answer, NOTHING);
        } catch (IOException e) {
            NativeSocket.close(descriptor);
            throw e;
        }
    }

    @Override
    public void close() {
        closed = true;
        NativeSocket.close(socket);
    }
}
