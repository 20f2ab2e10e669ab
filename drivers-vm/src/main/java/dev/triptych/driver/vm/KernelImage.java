package dev.triptych.driver.vm;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.lz4.BlockLZ4CompressorInputStream;

/**
 * Takes the kernel proper out of a bzImage. Booted directly (by its PVH entry) it needs no unpacking by the guest, which
 * an emulated processor is slow at, and its pages are the file's own, shared by all machines.
 */
final class KernelImage {
    private static final int SETUP_SECTORS_AT = 0x1F1;
    private static final int PAYLOAD_AT = 0x248;
    private static final int LZ4_LEGACY = 0x184C2102;
    private static final int GZIP = 0x8B1F;
    private static final int ELF = 0x464C457F;
    private static final int NOTE_SEGMENT = 4;
    private static final int PVH_ENTRY = 18;
    private static final int LARGEST = 256 << 20;

    private KernelImage() {}

    /**
     * Writes the kernel, when it is packed in a way that we know and can be booted directly.
     *
     * @return whether anything useful was written
     */
    static boolean unpack(byte[] bzImage, OutputStream target) throws IOException {
        ByteBuffer image = ByteBuffer.wrap(bzImage).order(ByteOrder.LITTLE_ENDIAN);
        int start = (Math.max(image.get(SETUP_SECTORS_AT), 4) + 1) * 512 + image.getInt(PAYLOAD_AT);
        int size = image.getInt(PAYLOAD_AT + Integer.BYTES);
        if (start < 0 || size < 8 || size > bzImage.length - start) {
            return false;
        }
        byte[] kernel = unpack(image.slice(start, size).order(ByteOrder.LITTLE_ENDIAN));
        if (!isBootable(ByteBuffer.wrap(kernel).order(ByteOrder.LITTLE_ENDIAN))) {
            return false;
        }
        target.write(kernel);
        return true;
    }

    private static byte[] unpack(ByteBuffer payload) throws IOException {
        if (payload.getInt(0) == LZ4_LEGACY) {
            return unpackLz4(payload);
        }
        if ((payload.getShort(0) & 0xffff) == GZIP) {
            byte[] bytes = new byte[payload.remaining()];
            payload.get(bytes);
            try (InputStream plain = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
                return plain.readNBytes(LARGEST);
            }
        }
        return new byte[0];
    }

    /** The format of {@code lz4 -l}: blocks, each after its packed size; the kernel's build adds the whole size. */
    private static byte[] unpackLz4(ByteBuffer payload) throws IOException {
        byte[] plain = new byte[payload.getInt(payload.limit() - Integer.BYTES)];
        int filled = 0;
        payload.position(Integer.BYTES);
        while (filled < plain.length && payload.remaining() > Integer.BYTES) {
            byte[] block = new byte[payload.getInt()];
            payload.get(block);
            try (InputStream unpacked = new BlockLZ4CompressorInputStream(new ByteArrayInputStream(block))) {
                filled += unpacked.readNBytes(plain, filled, plain.length - filled);
            }
        }
        return Arrays.copyOf(plain, filled);
    }

    /** Whether it is an ELF file with the note that names the entry (Xen's public/elfnote.h, PHYS32_ENTRY). */
    private static boolean isBootable(ByteBuffer elf) {
        if (elf.limit() < 64 || elf.getInt(0) != ELF) {
            return false;
        }
        int headers = (int) elf.getLong(32);
        int size = elf.getShort(54);
        for (int i = 0; i < elf.getShort(56); i++) {
            int header = headers + i * size;
            if (elf.getInt(header) == NOTE_SEGMENT
                    && hasEntry(elf, (int) elf.getLong(header + 8), (int) elf.getLong(header + 32))) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasEntry(ByteBuffer elf, int start, int size) {
        byte[] owner = "Xen\0".getBytes(StandardCharsets.US_ASCII);
        int at = start;
        while (at + 12 <= start + size) {
            int nameSize = elf.getInt(at);
            int contentSize = elf.getInt(at + 4);
            byte[] name = new byte[nameSize];
            elf.get(at + 12, name);
            if (elf.getInt(at + 8) == PVH_ENTRY && Arrays.equals(name, owner)) {
                return true;
            }
            at += 12 + (nameSize + 3) / 4 * 4 + (contentSize + 3) / 4 * 4;
        }
        return false;
    }
}
