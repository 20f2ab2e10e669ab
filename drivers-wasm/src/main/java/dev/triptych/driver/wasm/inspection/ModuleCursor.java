package dev.triptych.driver.wasm.inspection;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** A position in a binary that never leaves its part of it. */
public final class ModuleCursor {
    private static final int LONGEST_NAME = 100_000;

    private final byte[] bytes;
    private final int end;
    private int at;

    public ModuleCursor(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.at = start;
        this.end = end;
    }

    public int offset() {
        return at;
    }

    public int remaining() {
        return end - at;
    }

    public boolean more() {
        return at < end;
    }

    public int u8(String what) {
        if (at >= end) {
            throw malformed("the file ends inside " + what);
        }
        return bytes[at++] & 0xff;
    }

    /** An unsigned LEB128 of at most 32 bits (WebAssembly specification, section 5.2.2). */
    public long u32(String what) {
        long value = unsigned(5, what);
        if (value > 0xffff_ffffL) {
            throw malformed("a number too large for 32 bits in " + what);
        }
        return value;
    }

    public long u64(String what) {
        return unsigned(10, what);
    }

    private long unsigned(int most, String what) {
        long value = 0;
        for (int i = 0; i < most; i++) {
            int next = u8(what);
            value |= (long) (next & 0x7f) << (7 * i);
            if ((next & 0x80) == 0) {
                return value;
            }
        }
        throw malformed("a number with too many bytes in " + what);
    }

    /** A count of things that take at least one byte each, so that no list can be longer than the file. */
    public int count(String what) {
        long count = u32("the number of " + what);
        if (count > remaining()) {
            throw malformed("%d %s, but %d bytes are left".formatted(count, what, remaining()));
        }
        return (int) count;
    }

    String name(String what) {
        long length = u32(what);
        if (length > LONGEST_NAME || length > remaining()) {
            throw malformed("a length of %d bytes for %s, but %d are left".formatted(length, what, remaining()));
        }
        try {
            ByteBuffer part = ByteBuffer.wrap(bytes, at, (int) length);
            String name = StandardCharsets.UTF_8.newDecoder().decode(part).toString();
            at += (int) length;
            return name;
        } catch (CharacterCodingException e) {
            throw malformed(what + " is not UTF-8");
        }
    }

    /** The next part as a cursor of its own; this one goes on behind it. */
    public ModuleCursor part(long size, String what) {
        if (size > remaining()) {
            throw malformed("%s says it has %d bytes, but %d are left".formatted(what, size, remaining()));
        }
        ModuleCursor part = new ModuleCursor(bytes, at, at + (int) size);
        at += (int) size;
        return part;
    }

    public void skip(long count, String what) {
        part(count, what);
    }

    public MalformedModule malformed(String what) {
        return new MalformedModule(at, what);
    }
}
