package dev.triptych.controlplane.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.controlplane.platform.TriptychException.Unprocessable;
import dev.triptych.spi.ByteSize;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatDetectionTest {
    @TempDir
    private Path folder;

    private Inspection detect(byte[] bytes) throws IOException {
        return detect(bytes, null);
    }

    private Inspection detect(byte[] bytes, @Nullable Format declared) throws IOException {
        return FormatDetection.detect(Files.write(folder.resolve("file"), bytes), declared, ByteSize.ofMebibytes(1024));
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

    @ParameterizedTest
    @CsvSource({"510,U\u00aa", "512,EFI PART", "4096,EFI PART", "1080,S\u00ef", "0,XFSB", "0,hsqs", "512,LABELONE"})
    void aRawDiskIsToldByItsPartitionsOrFileSystem(int at, String mark) throws IOException {
        assertThat(detect(marked(8192, at, mark))).isEqualTo(Inspection.ofDisk(Format.DISK_RAW, 8192, null));
    }

    @Test
    void marksFurtherInTellARawDiskToo() throws IOException {
        assertThat(detect(marked(1 << 17, 32_769, "CD001")).format()).isEqualTo(Format.DISK_RAW);
        assertThat(detect(marked(1 << 17, 65_600, "_BHRfS_M")).format()).isEqualTo(Format.DISK_RAW);
    }

    @Test
    void aDiskIsAWholeNumberOfSectors() throws IOException {
        assertThat(detect(marked(4097, 510, "U\u00aa")).format()).isEqualTo(Format.UNKNOWN);
        assertThatThrownBy(() -> detect(marked(4097, 510, "U\u00aa"), Format.DISK_RAW))
                .isInstanceOf(Unprocessable.class)
                .hasMessageContaining("truncate -s %512");
        assertThatThrownBy(() -> detect(new byte[0], Format.DISK_RAW)).isInstanceOf(Unprocessable.class);
    }

    @Test
    void aRawDiskThatBeginsLikeAQcowIsRawWhenItsOwnerSaysSo() throws IOException {
        assertThat(detect(marked(4096, 0, "QFI\u00fb\0\0\0\3"), Format.DISK_RAW))
                .isEqualTo(Inspection.ofDisk(Format.DISK_RAW, 4096, null));
    }

    @Test
    void whatIsDeclaredAQcowHasToBeOne() {
        assertThatThrownBy(() -> detect(marked(4096, 510, "U\u00aa"), Format.DISK_QCOW2))
                .isInstanceOf(Unprocessable.class)
                .hasMessageContaining("qemu-img convert");
    }

    @Test
    void wasmSaysSoInItsFirstBytes() throws IOException {
        assertThat(FormatDetection.claimsWasm(Files.write(folder.resolve("a"), new byte[] {0, 'a', 's', 'm', 1})))
                .isTrue();
        assertThat(FormatDetection.claimsWasm(Files.write(folder.resolve("b"), new byte[] {0, 'a', 's'})))
                .isFalse();
    }
}
