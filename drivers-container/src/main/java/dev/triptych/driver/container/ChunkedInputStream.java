package dev.triptych.driver.container;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Reads a body in chunks (RFC 9112, section 7.1). An end before the last chunk is an error, never the end. */
final class ChunkedInputStream extends InputStream {
    private static final int LONGEST_SIZE_LINE = 128;

    private final InputStream in;
    private long left;
    private boolean first = true;
    private boolean ended;

    ChunkedInputStream(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (left == 0 && !ended) {
            beginChunk();
        }
        if (ended) {
            return -1;
        }
        int count = in.read(target, offset, (int) Math.min(length, left));
        if (count < 0) {
            throw brokenOff();
        }
        left -= count;
        return count;
    }

    private void beginChunk() throws IOException {
        if (!first) {
            readLine();
        }
        first = false;
        String line = readLine();
        int extension = line.indexOf(';');
        try {
            left = Long.parseLong((extension < 0 ? line : line.substring(0, extension)).strip(), 16);
        } catch (NumberFormatException e) {
            throw new IOException("not a chunk size", e);
        }
        if (left < 0) {
            throw new IOException("not a chunk size");
        }
        ended = left == 0;
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            int next = in.read();
            if (next < 0 || line.length() > LONGEST_SIZE_LINE) {
                throw brokenOff();
            }
            if (next == '\n') {
                return line.toString().strip();
            }
            line.append((char) next);
        }
    }

    private static EOFException brokenOff() {
        return new EOFException("the answer broke off");
    }
}
