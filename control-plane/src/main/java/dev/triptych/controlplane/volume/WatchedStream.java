package dev.triptych.controlplane.volume;

import dev.triptych.controlplane.platform.DiskGuard;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that is refused when the host's disk runs full while it is read. */
final class WatchedStream extends FilterInputStream {
    private static final long LOOK_EVERY = 64L << 20;

    private final DiskGuard disk;
    private long untilLook = LOOK_EVERY;

    WatchedStream(InputStream in, DiskGuard disk) {
        super(in);
        this.disk = disk;
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
        untilLook -= Math.max(0, count);
        if (untilLook <= 0) {
            disk.requireSpace();
            untilLook = LOOK_EVERY;
        }
        return answer;
    }
}
