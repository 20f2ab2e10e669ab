package dev.triptych.controlplane.oci;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/** Passes bytes on, and refuses at their end when they do not have the digest they should have. */
final class DigestCheck extends FilterInputStream {
    private final String expected;
    private final MessageDigest digest = Digests.sha256();
    private boolean ended;

    DigestCheck(InputStream in, String expected) {
        super(in);
        this.expected = expected;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = super.read(target, offset, length);
        if (count > 0) {
            digest.update(target, offset, count);
        } else if (count < 0 && !ended) {
            ended = true;
            if (!Digests.text(digest).equals(expected)) {
                throw new UnusableImage("The archive is damaged: a layer does not have the digest " + expected + ".");
            }
        }
        return count;
    }
}
