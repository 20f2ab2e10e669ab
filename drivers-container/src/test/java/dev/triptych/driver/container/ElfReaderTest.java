package dev.triptych.driver.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.driver.container.FileRanges.MalformedFileException;
import dev.triptych.spi.ProgramInspecting.Elf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Files of this machine, files made by hand, and files that somebody damaged. */
class ElfReaderTest {
    private static FileRanges ranges(byte[] bytes) {
        return new FileRanges() {
            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public byte[] read(long offset, int length) throws IOException {
                if (offset < 0 || length < 0 || offset > size() - length) {
                    throw new MalformedFileException("what it points to is not within it");
                }
                return Arrays.copyOfRange(bytes, (int) offset, (int) offset + length);
            }
        };
    }

    private static byte[] java() throws IOException {
        return Files.readAllBytes(Path.of(System.getProperty("java.home"), "bin", "java"));
    }

    /** A big-endian file of 32 bits with nothing but its header and one section, of this name, with these bytes. */
    private static byte[] withSection(String name, byte[] content) {
        ByteBuffer file = ByteBuffer.allocate(1024).order(ByteOrder.BIG_ENDIAN);
        file.put(new byte[] {0x7f, 'E', 'L', 'F', 1, 2, 1});
        file.putShort(16, (short) 2).putShort(18, (short) 20);
        file.putInt(32, 64).putShort(46, (short) 40).putShort(48, (short) 2).putShort(50, (short) 1);
        file.putInt(64, 0).putInt(68, 1).putInt(80, 512).putInt(84, content.length);
        file.putInt(104, 9).putInt(108, 3).putInt(120, 256).putInt(124, 32);
        file.put(256, (name + "\0").getBytes(StandardCharsets.US_ASCII));
        file.put(512, content);
        return file.array();
    }

    @Test
    void aDynamicProgramNamesItsLoaderAndItsLibraries() throws IOException {
        Elf elf = ElfReader.read(ranges(java()));
        assertThat(elf.bits()).isEqualTo(64);
        assertThat(elf.machine()).isIn("x86_64", "aarch64");
        assertThat(elf.loader()).contains("ld-linux");
        assertThat(elf.libraries()).contains("libjli.so", "libc.so.6");
        assertThat(elf.comments()).anyMatch(comment -> comment.startsWith("GCC:"));
        assertThat(elf.go()).isNull();
    }

    @Test
    void aStaticProgramHasNeither() throws IOException {
        Elf elf = ElfReader.read(ranges(Files.readAllBytes(Path.of("/bin/busybox"))));
        assertThat(elf.loader()).isNull();
        assertThat(elf.libraries()).isEmpty();
    }

    @Test
    void whatRustLeavesIsRead() throws IOException {
        byte[] comment = "GCC: (Debian) 12\0rustc version 1.63.0\0".getBytes(StandardCharsets.US_ASCII);
        Elf elf = ElfReader.read(ranges(withSection(".comment", comment)));
        assertThat(elf.machine()).isEqualTo("ppc");
        assertThat(elf.type()).isEqualTo("executable");
        assertThat(elf.comments()).containsExactly("GCC: (Debian) 12", "rustc version 1.63.0");
    }

    @Test
    void aStrippedProgramOfRustIsKnownByItsPaths() throws IOException {
        byte[] data = "x/usr/src/rustc-1.63.0/library/core/src/str".getBytes(StandardCharsets.US_ASCII);
        assertThat(ElfReader.read(ranges(withSection(".rodata", data))).comments())
                .containsExactly("rustc-1.63.0 by the paths in its data");
    }

    @Test
    void theVersionOfGoIsRead() throws IOException {
        byte[] info = new byte[64];
        byte[] magic = "\377 Go buildinf:".getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(magic, 0, info, 0, magic.length);
        info[15] = 2;
        info[32] = 8;
        System.arraycopy("go1.21.5".getBytes(StandardCharsets.US_ASCII), 0, info, 33, 8);
        assertThat(ElfReader.read(ranges(withSection(".go.buildinfo", info))).go())
                .isEqualTo("go1.21.5");
        info[15] = 0;
        assertThat(ElfReader.read(ranges(withSection(".go.buildinfo", info))).go())
                .isEmpty();
    }

    @Test
    void controlCharactersInACommentAreReplaced() throws IOException {
        byte[] comment = "rustc\u001b[31m\0".getBytes(StandardCharsets.US_ASCII);
        assertThat(ElfReader.read(ranges(withSection(".comment", comment))).comments())
                .containsExactly("rustc\uFFFD[31m");
    }

    @Test
    void aHeaderThatIsCutOffIsRefused() {
        assertThatThrownBy(() -> ElfReader.read(ranges(new byte[] {0x7f, 'E', 'L', 'F', 2, 1})))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("cut off");
    }

    @Test
    void aTableOutsideOfTheFileIsRefused() {
        byte[] file = withSection(".comment", new byte[0]);
        ByteBuffer.wrap(file).putInt(32, 1020);
        assertThatThrownBy(() -> ElfReader.read(ranges(file))).isInstanceOf(MalformedFileException.class);
    }

    /** Whatever is in the file, it is read or refused: no other exception, and no memory beyond the bounds. */
    @Test
    void damageIsReadOrRefused() throws IOException {
        byte[] whole = java();
        Random random = new Random(5);
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] damaged = round % 2 == 0 ? whole.clone() : Arrays.copyOf(whole, random.nextInt(whole.length));
            for (int i = 0; i < 1 + random.nextInt(6); i++) {
                int within = Math.min(damaged.length, round % 3 == 0 ? damaged.length : 1024);
                if (within > 5) {
                    damaged[4 + random.nextInt(within - 4)] = (byte) random.nextInt(256);
                }
            }
            try {
                ElfReader.read(ranges(damaged));
            } catch (MalformedFileException expected) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }
}
