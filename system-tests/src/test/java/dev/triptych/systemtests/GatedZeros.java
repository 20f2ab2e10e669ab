package dev.triptych.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A body of zeros, of which all but the first MiB come only when somebody opens the gate. */
final class GatedZeros extends InputStream {
    private static final long FIRST = 1 << 20;

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch opened = new CountDownLatch(1);
    private final long length;
    private long given;

    GatedZeros(long length) {
        this.length = length;
    }

    void open() {
        opened.countDown();
    }

    /** Returns when the first part was taken. */
    void awaitBegun() throws InterruptedException {
        assertThat(begun.await(ShopMove.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Override
    public int read() throws IOException {
        return read(new byte[1], 0, 1) < 0 ? -1 : 0;
    }

    @Override
    public int read(byte[] into, int offset, int most) throws IOException {
        if (given >= FIRST) {
            begun.countDown();
            try {
                opened.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }
        int size = (int) Math.min(most, length - given);
        given += size;
        Arrays.fill(into, offset, offset + size, (byte) 0);
        return size == 0 ? -1 : size;
    }

    @Override
    public void close() {
        open();
    }
}
