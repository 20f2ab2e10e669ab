package dev.triptych.driver.container;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;

class TarEntryFilterTest {
    private static byte[] tar(String... names) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (String name : names) {
                byte[] content = ("content of " + name).repeat(100).getBytes(UTF_8);
                TarArchiveEntry entry = new TarArchiveEntry(name);
                entry.setModTime(0L);
                entry.setSize(content.length);
                tar.putArchiveEntry(entry);
                tar.write(content);
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] filtered(byte[] tar) throws IOException {
        try (TarEntryFilter filter = new TarEntryFilter(new ByteArrayInputStream(tar), Set.of(".unwanted"))) {
            return filter.readAllBytes();
        }
    }

    @Test
    void whatIsWantedPassesByteByByte() throws IOException {
        String longName = "a/".repeat(150) + "end";
        byte[] tar = tar("one", longName, "dir/.unwanted", "two");
        assertThat(filtered(tar)).isEqualTo(tar);
    }

    @Test
    void whatIsUnwantedIsLeftOutWhereverItStands() throws IOException {
        byte[] with = filtered(tar(".unwanted", "one", ".unwanted", "two", ".unwanted"));
        byte[] without = tar("one", "two");
        int entries = 2 * (512 + 1536);

        assertThat(Arrays.copyOf(with, entries)).isEqualTo(Arrays.copyOf(without, entries));
        assertThat(Arrays.copyOfRange(with, entries, with.length)).containsOnly(0);
    }

    @Test
    void anArchiveThatBreaksOffIsAnError() throws IOException {
        byte[] tar = tar("one");
        for (int length : new int[] {100, 512 + 10}) {
            assertThatExceptionOfType(EOFException.class).isThrownBy(() -> filtered(Arrays.copyOf(tar, length)));
        }
        assertThat(filtered(new byte[0])).isEmpty();
    }

    @Test
    void whatIsNoArchiveIsAnError() {
        byte[] noise = new byte[1024];
        Arrays.fill(noise, (byte) 'x');
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> filtered(noise));
    }
}
