package dev.triptych.driver.vm;

import dev.triptych.spi.InstallationId;
import dev.triptych.spi.WorkloadKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * What follows from a workload's key alone, so that it is found again without any record: the domain's UUID (RFC 9562,
 * version 8, custom) and its network card's address.
 */
record DomainIdentity(UUID uuid, String mac, int hash) {

    static DomainIdentity of(InstallationId installation, WorkloadKey key) {
        ByteBuffer digest = ByteBuffer.wrap(sha256(installation + "/" + key));
        UUID uuid = new UUID(
                (digest.getLong() & ~0xf000L) | 0x8000L,
                (digest.getLong() & 0x3fffffffffffffffL) | 0x8000000000000000L);
        int random = digest.getInt();
        String mac = "52:54:00:%02x:%02x:%02x".formatted(random >>> 24, random >>> 16 & 0xff, random >>> 8 & 0xff);
        return new DomainIdentity(uuid, mac, digest.getInt());
    }

    /** The machine's port of its bridge, where that needs a name of its own: at most 15 characters, and not libvirt's own. */
    String port() {
        return port(uuid);
    }

    static String port(UUID uuid) {
        return "tt" + uuid.toString().substring(24);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
