package dev.triptych.controlplane.artifact;

import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException.Unprocessable;
import dev.triptych.spi.ByteSize;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Tells formats by the marks that their first bytes carry. Reads a bounded beginning and nothing else. */
final class FormatDetection {
    private static final int BEGINNING = 68 * 1024;
    private static final byte[] WASM = {0, 'a', 's', 'm'};
    private static final byte[] QCOW =
            ByteBuffer.allocate(Integer.BYTES).putInt(Qcow2Image.MAGIC).array();
    private static final byte[] GZIP = {0x1f, (byte) 0x8b};
    private static final int KERNEL_MARK = 0x202;
    private static final int TAR_MARK = 257;
    private static final int SECTOR = 512;

    private FormatDetection() {}

    /** Whether the bytes claim to be WebAssembly. */
    static boolean claimsWasm(Path file) throws IOException {
        return startsWith(beginning(file), WASM, 0);
    }

    /**
     * What a file that is not WebAssembly is.
     *
     * @param declared what the caller says that it is, which no mark of its content overrules; null when it says nothing
     * @throws Unprocessable {@link ErrorCode#SOURCE_INVALID} for a disk image that would read other files, is damaged, or
     *     is not what the caller says
     */
    static Inspection detect(Path file, @Nullable Format declared, ByteSize largestDisk) throws IOException {
        byte[] bytes = beginning(file);
        long size = Files.size(file);
        if (declared == Format.DISK_RAW) {
            return raw(size, largestDisk);
        }
        if (startsWith(bytes, QCOW, 0)) {
            return Qcow2Image.inspect(bytes, size, largestDisk);
        }
        if (declared == Format.DISK_QCOW2) {
            throw invalid("The bytes are no qcow2 image. Leave the format out to have it found out, or convert: "
                    + "qemu-img convert -O qcow2 old new.qcow2");
        }
        if (startsWith(bytes, "HdrS".getBytes(StandardCharsets.US_ASCII), KERNEL_MARK)) {
            return Inspection.of(Format.LINUX_KERNEL);
        }
        if (isCpio(bytes)) {
            return Inspection.of(Format.INITRD);
        }
        if (isTar(bytes)) {
            return Inspection.of(Format.TAR);
        }
        if (startsWith(bytes, GZIP, 0)) {
            return Inspection.of(compressed(bytes));
        }
        return DiskSigns.areIn(bytes, size) ? raw(size, largestDisk) : Inspection.of(Format.UNKNOWN);
    }

    private static Inspection raw(long size, ByteSize largest) {
        if (size == 0 || size % SECTOR != 0) {
            throw invalid("A raw disk is a whole number of sectors of " + SECTOR + " bytes, and this has " + size
                    + " bytes. Fill it up: truncate -s %" + SECTOR + " disk.raw");
        }
        if (size > largest.bytes()) {
            throw invalid("The disk is of " + new ByteSize(size) + ", and at most " + largest
                    + " is taken; triptych.artifact.max-disk-size sets that.");
        }
        return Inspection.ofDisk(Format.DISK_RAW, size, null);
    }

    private static Format compressed(byte[] bytes) {
        byte[] inner = new byte[SECTOR];
        int read;
        try (InputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            read = unpacked.readNBytes(inner, 0, inner.length);
        } catch (IOException notGzip) {
            return Format.UNKNOWN;
        }
        byte[] start = Arrays.copyOf(inner, read);
        if (isCpio(start)) {
            return Format.INITRD;
        }
        return isTar(start) ? Format.TAR : Format.UNKNOWN;
    }

    private static boolean isCpio(byte[] bytes) {
        return startsWith(bytes, "07070".getBytes(StandardCharsets.US_ASCII), 0);
    }

    private static boolean isTar(byte[] bytes) {
        return startsWith(bytes, "ustar".getBytes(StandardCharsets.US_ASCII), TAR_MARK);
    }

    private static boolean startsWith(byte[] bytes, byte[] mark, int at) {
        return bytes.length >= at + mark.length && Arrays.equals(bytes, at, at + mark.length, mark, 0, mark.length);
    }

    private static byte[] beginning(Path file) throws IOException {
        try (InputStream stream = Files.newInputStream(file)) {
            return stream.readNBytes(BEGINNING);
        }
    }

    private static Unprocessable invalid(String message) {
        return new Unprocessable(ErrorCode.SOURCE_INVALID, message);
    }
}
