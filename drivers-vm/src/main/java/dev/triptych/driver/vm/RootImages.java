package dev.triptych.driver.vm;

import dev.triptych.driver.vm.PreparedFiles.Prepared;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.Source;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Turns an image's file system into a read-only disk, once per digest. */
final class RootImages {
    private final PreparedFiles roots;
    private final String tool;

    /** @param tool squashfs-tools' {@code sqfstar}, which keeps owners and needs no place to unpack to */
    RootImages(VmStorage storage, String tool) {
        this.roots = new PreparedFiles("root", storage);
        this.tool = tool;
    }

    Prepared get(Source.RootFilesystem source) {
        return roots.get(source.digest().replace(':', '-') + ".squashfs", target -> convert(source, target));
    }

    private void convert(Source.RootFilesystem source, Path target) throws IOException {
        // lz4: an emulated processor unpacks it several times faster than the others
        Process process = start(List.of(tool, "-quiet", "-no-progress", "-comp", "lz4", target.toString()));
        CompletableFuture<String> complaints = CompletableFuture.supplyAsync(() -> read(process));
        try {
            boolean taken = feed(source, process);
            int code = process.waitFor();
            if (code != 0 || !taken) {
                throw refused(complaints.join());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new DriverException(DriverErrorCode.INTERRUPTED, "the conversion was interrupted");
        } finally {
            process.destroyForcibly();
        }
    }

    private Process start(List<String> command) {
        try {
            return new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException missing) {
            throw new DriverException(
                    DriverErrorCode.BACKEND_UNAVAILABLE,
                    "an image cannot be turned into a disk: install squashfs-tools, which has " + tool,
                    String.valueOf(missing.getMessage()),
                    missing);
        }
    }

    /** Returns false when the tool went away early; its own words then say more than the broken pipe. */
    private static boolean feed(Source.RootFilesystem source, Process process) throws IOException {
        try (InputStream tar = source.layout().open()) {
            byte[] piece = new byte[1 << 16];
            try (OutputStream input = process.getOutputStream()) {
                for (int count = tar.read(piece); count >= 0; count = tar.read(piece)) {
                    if (!write(input, piece, count)) {
                        return false;
                    }
                }
            } catch (IOException brokenPipe) {
                if (process.isAlive()) {
                    throw brokenPipe;
                }
                return false;
            }
            return true;
        }
    }

    private static boolean write(OutputStream input, byte[] piece, int count) {
        try {
            input.write(piece, 0, count);
            return true;
        } catch (IOException brokenPipe) {
            return false;
        }
    }

    private static String read(Process process) {
        try (InputStream errors = process.getErrorStream()) {
            return new String(errors.readNBytes(1 << 16), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static DriverException refused(String complaints) {
        return complaints.contains("No space left")
                ? new DriverException(
                        DriverErrorCode.STORAGE_FULL, "the host's storage is full; free some", complaints, null)
                : new DriverException(
                        DriverErrorCode.SOURCE_INVALID,
                        "the image's file system cannot be turned into a disk",
                        complaints,
                        null);
    }
}
