package dev.triptych.controlplane.artifact;

import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException.Unprocessable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/** Tells formats by the marks that their first bytes carry. Reads a bounded beginning and nothing else. */
final class FormatDetection {
    private static final int BEGINNING = 64 * 1024;
    private static final byte[] WASM = {0, 'a', 's', 'm'};
    private static final byte[] QCOW = {'Q', 'F', 'I', (byte) 0xfb};
    private static final byte[] GZIP = {0x1f, (byte) 0x8b};
    private static final int KERNEL_MARK = 0x202;
    private static final int TAR_MARK = 257;
    private static final int BOOT_SECTOR_MARK = 510;
    private static final int SECTOR = 512;
    /** Incompatible feature of qcow2: the data is in another file. */
    private static final long EXTERNAL_DATA = 1L << 2;

    private FormatDetection() {}

    /** Whether the bytes claim to be WebAssembly. */
    static boolean claimsWasm(Path file) throws IOException {
        return startsWith(beginning(file), WASM, 0);
    }

    /**
     * What a file that is not WebAssembly is.
     *
     * @throws Unprocessable {@link ErrorCode#SOURCE_INVALID} for a disk image that would read other files
     */
    static Inspection detect(Path file) throws IOException {
        byte[] bytes = beginning(file);
        if (startsWith(bytes, QCOW, 0)) {
            return qcow(bytes);
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
        long size = Files.size(file);
        boolean disk = size % SECTOR == 0 && startsWith(bytes, new byte[] {0x55, (byte) 0xaa}, BOOT_SECTOR_MARK);
        return disk ? new Inspection(Format.DISK_RAW, null, size) : Inspection.of(Format.UNKNOWN);
    }

    /** Header of qcow2: version at 4, name of a backing file at 8 and 16, size of the disk at 24, features at 72. */
    private static Inspection qcow(byte[] bytes) {
        if (bytes.length < 104) {
            throw invalid("The qcow2 image ends within its header.");
        }
        ByteBuffer header = ByteBuffer.wrap(bytes);
        int version = header.getInt(4);
        if (version != 2 && version != 3) {
            throw invalid("The qcow2 image has version " + version + "; only 2 and 3 are known here.");
        }
        if (header.getLong(8) != 0 || header.getInt(16) != 0) {
            throw invalid("The qcow2 image names a backing file. Flatten it first: qemu-img convert -O qcow2 in out.");
        }
        if (version == 3 && (header.getLong(72) & EXTERNAL_DATA) != 0) {
            throw invalid("The qcow2 image keeps its data in another file. Convert it: qemu-img convert -O qcow2.");
        }
        return new Inspection(Format.DISK_QCOW2, null, header.getLong(24));
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
