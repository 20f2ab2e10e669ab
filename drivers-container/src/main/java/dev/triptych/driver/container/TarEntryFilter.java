package dev.triptych.driver.container;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;

/**
 * Passes a tar stream on byte by byte, but for some plain entries by name.
 *
 * <p>Everything else keeps its headers as they are, which reading and writing entries anew would not.
 */
final class TarEntryFilter extends InputStream {
    private static final int BLOCK = 512;
    private static final int NAME_BYTES = 100;
    private static final int SIZE_OFFSET = 124;
    private static final int SIZE_BYTES = 12;

    private final InputStream in;
    private final Set<String> unwanted;
    private final byte[] header = new byte[BLOCK];
    private int headerLeft;
    private long contentLeft;
    private boolean ended;

    TarEntryFilter(InputStream in, Set<String> unwanted) {
        this.in = in;
        this.unwanted = unwanted;
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
        if (headerLeft == 0 && contentLeft == 0 && !ended) {
            nextWantedEntry();
        }
        if (headerLeft > 0) {
            int count = Math.min(length, headerLeft);
            System.arraycopy(header, BLOCK - headerLeft, target, offset, count);
            headerLeft -= count;
            return count;
        }
        int count = ended ? -1 : in.read(target, offset, (int) Math.min(length, contentLeft));
        if (count < 0 && !ended) {
            throw new EOFException("the archive broke off within an entry");
        }
        contentLeft -= Math.max(0, count);
        return count;
    }

    private void nextWantedEntry() throws IOException {
        do {
            int count = in.readNBytes(header, 0, BLOCK);
            if (count == 0) {
                ended = true;
                return;
            }
            if (count < BLOCK) {
                throw new EOFException("the archive broke off within a header");
            }
            long size = size();
            contentLeft = Math.ceilDiv(size, (long) BLOCK) * BLOCK;
        } while (skipIfUnwanted());
        headerLeft = BLOCK;
    }

    private boolean skipIfUnwanted() throws IOException {
        if (!unwanted.contains(name())) {
            return false;
        }
        in.skipNBytes(contentLeft);
        contentLeft = 0;
        return true;
    }

    private String name() {
        int length = 0;
        while (length < NAME_BYTES && header[length] != 0) {
            length++;
        }
        return new String(header, 0, length, UTF_8);
    }

    /** Octal digits, or where the first bit is set a binary number (GNU and star, for large files). */
    private long size() throws IOException {
        if (header[SIZE_OFFSET] < 0) {
            long size = 0;
            for (int i = SIZE_OFFSET + SIZE_BYTES - Long.BYTES; i < SIZE_OFFSET + SIZE_BYTES; i++) {
                size = size << Byte.SIZE | Byte.toUnsignedLong(header[i]);
            }
            return positive(size);
        }
        String digits = new String(header, SIZE_OFFSET, SIZE_BYTES, UTF_8)
                .replace('\0', ' ')
                .strip();
        try {
            return positive(digits.isEmpty() ? 0 : Long.parseLong(digits, 8));
        } catch (NumberFormatException e) {
            throw new IOException("not a tar header", e);
        }
    }

    private static long positive(long size) throws IOException {
        if (size < 0 || size > Long.MAX_VALUE - BLOCK) {
            throw new IOException("not a tar header");
        }
        return size;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
