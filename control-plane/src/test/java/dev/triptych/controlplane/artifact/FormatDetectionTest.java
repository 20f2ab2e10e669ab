package dev.triptych.controlplane.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.controlplane.platform.TriptychException.Unprocessable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FormatDetectionTest {
    @TempDir
    private Path folder;

    private Inspection detect(byte[] bytes) throws IOException {
        return FormatDetection.detect(Files.write(folder.resolve("file"), bytes));
    }

    private static byte[] marked(int size, int at, String mark) {
        return ByteBuffer.allocate(size)
                .put(at, mark.getBytes(StandardCharsets.ISO_8859_1))
                .array();
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream stream = new GZIPOutputStream(packed)) {
            stream.write(bytes);
        }
        return packed.toByteArray();
    }

    private static ByteBuffer qcow(int version) {
        return ByteBuffer.wrap(marked(512, 0, "QFI\u00fb")).putInt(4, version).putLong(24, 1L << 30);
    }

    @Test
    void marksTellTheFormat() throws IOException {
        assertThat(detect(marked(1024, 0x202, "HdrS")).format()).isEqualTo(Format.LINUX_KERNEL);
        assertThat(detect(marked(200, 0, "070701")).format()).isEqualTo(Format.INITRD);
        assertThat(detect(gzip(marked(200, 0, "070701"))).format()).isEqualTo(Format.INITRD);
        assertThat(detect(marked(1024, 257, "ustar")).format()).isEqualTo(Format.TAR);
        assertThat(detect(gzip(marked(1024, 257, "ustar"))).format()).isEqualTo(Format.TAR);
        assertThat(detect(gzip(new byte[9])).format()).isEqualTo(Format.UNKNOWN);
        assertThat(detect(new byte[] {0x1f, (byte) 0x8b, 1}).format()).isEqualTo(Format.UNKNOWN);
        assertThat(detect(new byte[0]).format()).isEqualTo(Format.UNKNOWN);
    }

    @Test
    void aRawDiskIsAsLargeAsItsFile() throws IOException {
        Inspection disk = detect(marked(4096, 510, "U\u00aa"));
        assertThat(disk).isEqualTo(new Inspection(Format.DISK_RAW, null, 4096L));
        assertThat(detect(marked(4097, 510, "U\u00aa")).format()).isEqualTo(Format.UNKNOWN);
    }

    @Test
    void theSizeOfAQcowDiskIsInItsHeader() throws IOException {
        assertThat(detect(qcow(3).array())).isEqualTo(new Inspection(Format.DISK_QCOW2, null, 1L << 30));
    }

    @Test
    void aDiskThatReadsOtherFilesIsRefused() {
        assertThatThrownBy(() -> detect(qcow(2).putLong(8, 200).putInt(16, 9).array()))
                .isInstanceOf(Unprocessable.class)
                .hasMessageContaining("backing file");
        assertThatThrownBy(() -> detect(qcow(3).putLong(72, 4).array()))
                .isInstanceOf(Unprocessable.class)
                .hasMessageContaining("another file");
        assertThatThrownBy(() -> detect(qcow(4).array())).isInstanceOf(Unprocessable.class);
        assertThatThrownBy(() -> detect(marked(20, 0, "QFI\u00fb"))).isInstanceOf(Unprocessable.class);
    }

    @Test
    void wasmSaysSoInItsFirstBytes() throws IOException {
        assertThat(FormatDetection.claimsWasm(Files.write(folder.resolve("a"), new byte[] {0, 'a', 's', 'm', 1})))
                .isTrue();
        assertThat(FormatDetection.claimsWasm(Files.write(folder.resolve("b"), new byte[] {0, 'a', 's'})))
                .isFalse();
    }
}
