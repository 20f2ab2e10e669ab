package dev.triptych.controlplane.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.controlplane.access.SecretCipher.Sealed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretCipherTest {
    @TempDir
    private Path folder;

    @Test
    void whatIsSealedCanBeOpenedAgainWithTheSameKey() {
        Path key = folder.resolve("key");
        Sealed sealed = SecretCipher.withKeyIn(key).seal("a", "värde");
        assertThat(SecretCipher.withKeyIn(key).open("a", sealed)).isEqualTo("värde");
    }

    @Test
    void theKeyIsForItsOwnerAlone() throws IOException {
        Path key = folder.resolve("key");
        SecretCipher.withKeyIn(key);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
    }

    @Test
    void theValueIsNotInWhatIsStored() {
        Sealed sealed = SecretCipher.withKeyIn(folder.resolve("key")).seal("a", "a long enough value");
        assertThat(new String(sealed.ciphertext(), StandardCharsets.ISO_8859_1)).doesNotContain("value");
    }

    @Test
    void theSameValueIsSealedDifferentlyEachTime() {
        SecretCipher cipher = SecretCipher.withKeyIn(folder.resolve("key"));
        assertThat(cipher.seal("a", "v").ciphertext())
                .isNotEqualTo(cipher.seal("a", "v").ciphertext());
    }

    @Test
    void aValueCannotBeMovedUnderAnotherName() {
        SecretCipher cipher = SecretCipher.withKeyIn(folder.resolve("key"));
        Sealed sealed = cipher.seal("a", "v");
        assertThatThrownBy(() -> cipher.open("b", sealed)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aKeyFileThatIsDamagedStopsTheStart() throws IOException {
        Path key = Files.write(folder.resolve("key"), new byte[5]);
        assertThatThrownBy(() -> SecretCipher.withKeyIn(key)).hasMessageContaining("5 bytes");
    }
}
