package dev.triptych.controlplane.oci;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * A tar archive from somebody unknown. Before an entry is seen, its long name and its other headers are in memory as a whole;
 * an archive of a few MiB can hold one of gigabytes. Here they are bounded, which the base does not do.
 */
public final class BoundedTarStream extends TarArchiveInputStream {
    private static final int LARGEST_HEADERS = 1 << 20;

    private final Headers headers;

    /** Over the bytes of an archive whose names are in UTF-8. */
    public static BoundedTarStream of(InputStream archive) {
        return new BoundedTarStream(new Headers(archive));
    }

    private BoundedTarStream(Headers headers) {
        super(headers, "UTF-8");
        this.headers = headers;
    }

    /**
     * As its base has it, also null at the end.
     *
     * @throws IOException also when the headers of the entry are larger than 1 MiB
     */
    @Override
    public TarArchiveEntry getNextEntry() throws IOException {
        if (headers.bounded) { // the base asks for the entry whose name it has just read
            return super.getNextEntry();
        }
        passOverContent();
        headers.begin();
        try {
            return super.getNextEntry();
        } finally {
            headers.bounded = false;
        }
    }

    /** So that it does not count as a header. */
    private void passOverContent() throws IOException {
        long passed;
        do {
            passed = getCurrentEntry() == null ? 0 : skip(Long.MAX_VALUE);
        } while (passed > 0);
    }

    /** Counts what is read while headers are. */
    private static final class Headers extends FilterInputStream {
        private boolean bounded;
        private long read;

        Headers(InputStream in) {
            super(in);
        }

        void begin() {
            bounded = true;
            read = 0;
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

        @Override
        public long skip(long bytes) throws IOException {
            long skipped = super.skip(bytes);
            count(skipped);
            return skipped;
        }

        private void count(long bytes) throws IOException {
            read += bytes;
            if (bounded && read > LARGEST_HEADERS) {
                throw new IOException("the headers of an entry are larger than " + LARGEST_HEADERS + " bytes");
            }
        }
    }
}
