package dev.triptych.controlplane.dispatch;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that is asked at each reading whether so many bytes may be, and tells when it is closed. */
final class CountedStream extends FilterInputStream {
    private final Bound bound;
    private final Runnable onClose;
    private long read;

    /** Throws when there are more bytes than may be. */
    @FunctionalInterface
    interface Bound {
        void check(long bytes) throws IOException;
    }

    CountedStream(InputStream in, Bound bound, Runnable onClose) {
        super(in);
        this.bound = bound;
        this.onClose = onClose;
    }

    @Override
    public int read() throws IOException {
        int next = super.read();
        count(next < 0 ? 0 : 1);
        return next;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = super.read(target, offset, length);
        count(Math.max(0, count));
        return count;
    }

    private void count(int bytes) throws IOException {
        read += bytes;
        bound.check(read);
    }

    @Override
    public void close() throws IOException {
        try {
            super.close();
        } finally {
            onClose.run();
        }
    }
}
