package dev.triptych.controlplane.oci;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triptych.controlplane.oci.Archives.Tar;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the headers of an archive may take. */
class BoundedTarStreamTest {
    private static final byte[] CONTENT = new byte[3 << 20];

    private static byte[] named(String name, int longNames) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
            tar.setLongFileMode(longNames);
            for (String each : new String[] {name, "last"}) {
                TarArchiveEntry entry = new TarArchiveEntry(each);
                entry.setSize(CONTENT.length);
                tar.putArchiveEntry(entry);
                tar.write(CONTENT);
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {TarArchiveOutputStream.LONGFILE_GNU, TarArchiveOutputStream.LONGFILE_POSIX})
    void aLongNameIsRead(int longNames) throws IOException {
        String name = "folder/".repeat(500) + "file";
        try (BoundedTarStream tar = BoundedTarStream.of(new ByteArrayInputStream(named(name, longNames)))) {
            assertThat(tar.getNextEntry().getName()).isEqualTo(name);
            assertThat(tar.getNextEntry().getName()).isEqualTo("last");
            assertThat(tar.readAllBytes()).hasSize(CONTENT.length);
            assertThat(tar.getNextEntry()).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(bytes = {TarConstants.LF_GNUTYPE_LONGNAME, TarConstants.LF_PAX_EXTENDED_HEADER_LC})
    void headersThatWouldFillTheMemoryAreRefused(byte type) throws IOException {
        String record = CONTENT.length + " path=" + "x".repeat(CONTENT.length - 14) + "\n";
        assertThat(record).as("its own length, as it says").hasSize(CONTENT.length);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
            TarArchiveEntry entry = new TarArchiveEntry("of the next one", type);
            entry.setSize(CONTENT.length);
            tar.putArchiveEntry(entry);
            tar.write(record.getBytes(UTF_8));
            tar.closeArchiveEntry();
        }
        try (BoundedTarStream tar = BoundedTarStream.of(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(tar::getNextEntry)
                    .withMessageContaining("headers");
        }
    }

    @Test
    void whatWasNotReadOfAnEntryIsPassedOver() throws IOException {
        byte[] archive = new Tar()
                .directory("etc")
                .file("etc/a", CONTENT)
                .file("etc/b", "b")
                .build();
        try (BoundedTarStream tar = BoundedTarStream.of(new ByteArrayInputStream(archive))) {
            assertThat(tar.getNextEntry().isDirectory()).isTrue();
            assertThat(tar.getNextEntry().getSize()).isEqualTo(CONTENT.length);
            assertThat(tar.read()).isZero();
            assertThat(tar.getNextEntry().getName()).isEqualTo("etc/b");
            assertThat(new String(tar.readAllBytes(), UTF_8)).isEqualTo("b");
        }
    }
}
