package dev.triptych.controlplane.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts secrets with AES-256-GCM. The key is in a file of the home that only its owner can read; a value can be opened
 * only under the name it was sealed with, so that nobody who can write to the database can swap two.
 */
final class SecretCipher {
    private static final int KEY_BYTES = 32;
    static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecureRandom random = new SecureRandom();
    private final SecretKey key;

    private SecretCipher(byte[] key) {
        this.key = new SecretKeySpec(key, "AES");
    }

    /**
     * An encrypted value.
     *
     * @param nonce never used twice with one key
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared; lives between two lines of code.
    record Sealed(byte[] nonce, byte[] ciphertext) {}

    static SecretCipher withKeyIn(Path file) {
        try {
            if (!Files.exists(file)) {
                byte[] fresh = new byte[KEY_BYTES];
                new SecureRandom().nextBytes(fresh);
                PrivateFile.write(file, fresh);
            }
            byte[] key = Files.readAllBytes(file);
            if (key.length != KEY_BYTES) {
                throw new IllegalStateException(
                        "the key file " + file + " has " + key.length + " bytes where a key has " + KEY_BYTES);
            }
            return new SecretCipher(key);
        } catch (IOException e) {
            throw new UncheckedIOException("the key of the secrets cannot be read or made", e);
        }
    }

    Sealed seal(String name, String value) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, name, nonce);
            return new Sealed(nonce, cipher.doFinal(value.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a secret cannot be encrypted", e);
        }
    }

    String open(String name, Sealed sealed) {
        try {
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, name, sealed.nonce());
            return new String(cipher.doFinal(sealed.ciphertext()), StandardCharsets.UTF_8);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "the secret \"" + name + "\" cannot be opened: its key file or its record was changed", e);
        }
    }

    private Cipher cipher(int mode, String name, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(name.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
