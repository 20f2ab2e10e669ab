package dev.triptych.driver.vm;

import dev.triptych.spi.ByteSize;
import dev.triptych.spi.Source;
import dev.triptych.spi.Source.DiskFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** A disk of 1 MiB with a system of two sectors (tiny-disk.s), which is up as soon as its firmware is. */
final class TinyDisk {
    static final int SIZE = 1 << 20;

    private static final int SECTOR = 512;
    private static final byte[] SYSTEM = assemble();

    private TinyDisk() {}

    /**
     * A disk in a file of its own.
     *
     * @param stays whether the system stays when it has said its word; else it powers off
     */
    static Source.Disk make(Path folder, DiskFormat format, boolean stays) throws IOException {
        return make(folder, format, stays ? 's' : 'p');
    }

    /** One whose system answers each line that is typed on its console. */
    static Source.Disk makeAnswering(Path folder) throws IOException {
        return make(folder, DiskFormat.QCOW2, 'c');
    }

    private static Source.Disk make(Path folder, DiskFormat format, char mode) throws IOException {
        byte[] disk = Arrays.copyOf(SYSTEM, SIZE);
        disk[SECTOR] = '0';
        disk[SECTOR + 1] = (byte) mode;
        return source(Files.write(folder.resolve("disk.raw"), disk), format);
    }

    /** One that begins like a qcow2 image and is a raw disk. */
    static Source.Disk makeDisguised(Path folder) throws IOException {
        Path file = make(folder, DiskFormat.RAW, false).file();
        byte[] disk = Files.readAllBytes(file);
        System.arraycopy("QFI\u00fb\0\0\0\3".getBytes(StandardCharsets.ISO_8859_1), 0, disk, 0, 8);
        return source(Files.write(file, disk), DiskFormat.RAW);
    }

    private static Source.Disk source(Path raw, DiskFormat format) throws IOException {
        Path file = raw;
        if (format == DiskFormat.QCOW2) {
            file = raw.resolveSibling("disk.qcow2");
            run("qemu-img", "convert", "-f", "raw", "-O", "qcow2", raw.toString(), file.toString());
        }
        return new Source.Disk(file, format, new ByteSize(SIZE), digest(Files.readAllBytes(file)));
    }

    private static String digest(byte[] bytes) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] assemble() {
        try (InputStream source = TinyDisk.class.getResourceAsStream("tiny-disk.s")) {
            Path folder = Files.createTempDirectory("tiny-disk");
            try {
                Path text = Files.write(
                        folder.resolve("tiny.s"), Objects.requireNonNull(source).readAllBytes());
                Path object = folder.resolve("tiny.o");
                Path binary = folder.resolve("tiny.bin");
                run("as", "--32", "-o", object.toString(), text.toString());
                run("ld", "-m", "elf_i386", "-Ttext", "0x7c00", "--oformat", "binary", "-o", "" + binary, "" + object);
                return Files.readAllBytes(binary);
            } finally {
                VmStorage.remove(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void run(String... command) throws IOException {
        try {
            Process process = new ProcessBuilder(command).inheritIO().start();
            if (process.waitFor() != 0) {
                throw new IOException(List.of(command) + " failed");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
