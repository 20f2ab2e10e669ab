package dev.triptych.controlplane.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** Makes and digests bearer strings: 256 random bits each, so that a plain SHA-256 is enough to keep them. */
final class RandomToken {
    /** Lets a secret scanner find one that leaked. */
    static final String TOKEN_PREFIX = "trp_";

    private static final SecureRandom RANDOM = new SecureRandom();

    private RandomToken() {}

    static String next(String prefix) {
        byte[] bits = new byte[32];
        RANDOM.nextBytes(bits);
        return prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }

    static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The key under which a secret string is kept in memory: the string itself is not. */
    static String digestText(String token) {
        return HexFormat.of().formatHex(digest(token));
    }
}
