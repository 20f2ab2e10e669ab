package dev.triptych.controlplane.oci;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/** Counts and digests every byte, also of what is skipped: skipping reads here. */
final class ReadThrough extends InputStream {
    private final InputStream in;
    private final MessageDigest digest = Digests.sha256();
    private long count;

    ReadThrough(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int read = in.read(target, offset, length);
        if (read > 0) {
            digest.update(target, offset, read);
            count += read;
        }
        return read;
    }

    long count() {
        return count;
    }

    /** Of all that was read; to be asked once. */
    String digest() {
        return Digests.text(digest);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
