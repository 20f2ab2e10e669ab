package dev.triptych.controlplane.access;

import dev.triptych.controlplane.platform.Actor;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who made the current call, as far as the credentials prove.
 *
 * @param tokenId the token behind the credentials; a session and a ticket stand for one too
 * @param session the console's session the call came through; null for a bearer token
 */
public record Caller(
        UUID tokenId,
        String name,
        Role role,
        String address,
        @Nullable SessionRef session) {

    /** For history and audit. */
    public Actor actor() {
        return new Actor(name, address);
    }

    /** Names a session without being able to open it. */
    public record SessionRef(String cookieHash, Instant expiresAt) {}
}
