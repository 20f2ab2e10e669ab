package dev.triptych.controlplane.oci;

import dev.triptych.spi.ByteSize;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/** A stream that refuses to go on beyond a bound, for what a small archive may unpack to. */
final class BoundedCopy extends FilterInputStream {
    private final long most;
    private final String what;
    private final LongConsumer onRead;
    private long read;

    private BoundedCopy(InputStream in, long most, String what, LongConsumer onRead) {
        super(in);
        this.onRead = onRead;
        this.most = most;
        this.what = what;
    }

    static InputStream of(InputStream in, long most, String what) {
        return of(in, most, what, _ -> {});
    }

    /** One that also tells how many bytes were read so far. */
    static InputStream of(InputStream in, long most, String what, LongConsumer onRead) {
        return new BoundedCopy(in, most, what, onRead);
    }

    @Override
    public int read() throws IOException {
        return counted(super.read(), 1);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = super.read(target, offset, length);
        return counted(count, count);
    }

    private int counted(int answer, int count) {
        read += answer < 0 ? 0 : count;
        if (read > most) {
            throw new UnusableImage(
                    "%s unpacks to more than %s, the most that is unpacked here.".formatted(what, new ByteSize(most)));
        }
        onRead.accept(read);
        return answer;
    }
}
