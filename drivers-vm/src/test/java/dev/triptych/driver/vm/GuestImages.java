package dev.triptych.driver.vm;

import dev.triptych.spi.ImageConfig;
import dev.triptych.spi.Source;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** An image made of the host's static busybox and of the samples' known load. */
final class GuestImages {
    private static final List<String> APPLETS = List.of(
            "sh", "cat", "echo", "sleep", "id", "ls", "ip", "mknod", "dd", "head", "wget", "mount", "yes", "pwd");
    private static final byte[] TAR = tar();

    private GuestImages() {}

    /** Runs a shell script, with what follows as its arguments. */
    static Source.RootFilesystem image() {
        return image(List.of(), "");
    }

    static Source.RootFilesystem image(List<String> entrypoint, String user) {
        ImageConfig config = new ImageConfig(
                entrypoint, List.of("/bin/sh"), Map.of("FROM_IMAGE", "yes"), "/work", user, "linux/amd64");
        return new Source.RootFilesystem("toolbox:1", digest(), config, () -> new ByteArrayInputStream(TAR));
    }

    static String digest() {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(TAR));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] tar() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            folder(tar, "bin/", 0755);
            folder(tar, "etc/", 0755);
            folder(tar, "tmp/", 01777);
            file(tar, "bin/busybox", 0755, Files.readAllBytes(Path.of("/bin/busybox")));
            file(tar, "bin/hungry", 0755, hungry());
            for (String applet : APPLETS) {
                TarArchiveEntry link = new TarArchiveEntry("bin/" + applet, TarArchiveEntry.LF_SYMLINK);
                link.setLinkName("busybox");
                tar.putArchiveEntry(link);
                tar.closeArchiveEntry();
            }
            file(
                    tar,
                    "etc/passwd",
                    0644,
                    "root:x:0:0:root:/root:/bin/sh\nguest:x:1234:1235:guest:/home/guest:/bin/sh\n"
                            .getBytes(StandardCharsets.UTF_8));
            file(
                    tar,
                    "etc/group",
                    0644,
                    "root:x:0:\nguest:x:1235:\nfriends:x:2000:guest,other\n".getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] hungry() throws IOException {
        Path target = Files.createTempFile("hungry", "");
        try {
            Process compiler = new ProcessBuilder(
                            "cc", "-O2", "-static", "-o", target.toString(), "../samples/hungry.c")
                    .inheritIO()
                    .start();
            if (compiler.waitFor() != 0) {
                throw new IOException("samples/hungry.c does not compile");
            }
            return Files.readAllBytes(target);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            Files.delete(target);
        }
    }

    private static void folder(TarArchiveOutputStream tar, String name, int mode) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setMode(mode);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }

    private static void file(TarArchiveOutputStream tar, String name, int mode, byte[] content) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setMode(mode);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }
}
