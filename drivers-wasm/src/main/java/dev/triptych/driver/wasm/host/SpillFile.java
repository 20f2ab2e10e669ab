package dev.triptych.driver.wasm.host;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file without a name, gone with its last user whatever happens. Not a channel: those close when the thread that uses
 * them is interrupted, as a guest's is.
 */
final class SpillFile implements AutoCloseable {
    private final RandomAccessFile file;

    SpillFile(Path folder) throws IOException {
        Path path = Files.createTempFile(folder, "output", ".log");
        try {
            this.file = new RandomAccessFile(path.toFile(), "rw");
        } finally {
            Files.delete(path);
        }
    }

    void append(byte[] bytes) throws IOException {
        file.seek(file.length());
        file.write(bytes);
    }

    byte[] read(long position, int length) throws IOException {
        byte[] bytes = new byte[length];
        file.seek(position);
        file.readFully(bytes);
        return bytes;
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
