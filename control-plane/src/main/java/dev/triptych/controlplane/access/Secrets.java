package dev.triptych.controlplane.access;

import dev.triptych.controlplane.access.SecretRows.Row;
import dev.triptych.controlplane.platform.Actor;
import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.Home;
import dev.triptych.controlplane.platform.TriptychException.Conflict;
import dev.triptych.controlplane.platform.TriptychException.LimitReached;
import dev.triptych.controlplane.platform.TriptychException.NotFound;
import dev.triptych.controlplane.workload.Users;
import dev.triptych.controlplane.workload.WorkloadQueries;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Values that workloads get and nobody can read back through the API. */
@Component
public class Secrets implements SecretVault, KeySafe {
    private final SecretRows rows;
    private final WorkloadQueries workloads;
    private final AccessEvents events;
    private final AccessProperties properties;
    private final Clock clock;
    private final SecretCipher cipher;

    Secrets(
            SecretRows rows,
            WorkloadQueries workloads,
            AccessEvents events,
            AccessProperties properties,
            Clock clock,
            Home home) {
        this.rows = rows;
        this.workloads = workloads;
        this.events = events;
        this.properties = properties;
        this.clock = clock;
        this.cipher = SecretCipher.withKeyIn(home.root().resolve("secrets.key"));
    }

    /** A secret without its value. */
    public record Secret(String name, Instant createdAt, Instant changedAt, Users usedBy) {}

    /**
     * What became of a secret.
     *
     * @param created whether the name is new
     */
    public record Put(Secret secret, boolean created) {}

    /**
     * Sets a secret.
     *
     * @throws LimitReached {@link ErrorCode#TOO_MANY_REQUESTS} when there are as many as may be
     */
    public Put put(String name, String value, Actor actor) {
        Instant now = clock.instant();
        Optional<Row> existing = rows.find(name);
        if (existing.isEmpty() && rows.count() >= properties.maxSecrets()) {
            throw new LimitReached(
                    ErrorCode.TOO_MANY_REQUESTS,
                    "There are " + properties.maxSecrets() + " secrets, as many as may be. Delete one.");
        }
        Row row = new Row(
                name, cipher.seal(name, value), existing.map(Row::createdAt).orElse(now), now);
        rows.put(row);
        events.secretStored(name, actor);
        return new Put(view(row), existing.isEmpty());
    }

    public List<Secret> list() {
        return rows.all().stream().map(this::view).toList();
    }

    /**
     * Deletes a secret.
     *
     * @throws NotFound {@link ErrorCode#SECRET_NOT_FOUND}
     * @throws Conflict {@link ErrorCode#SECRET_IN_USE}
     */
    public void delete(String name, Actor actor) {
        if (rows.find(name).isEmpty()) {
            throw new NotFound(ErrorCode.SECRET_NOT_FOUND, "There is no secret \"" + name + "\".");
        }
        Users users = usedBy(name);
        if (users.any()) {
            throw new Conflict(
                    ErrorCode.SECRET_IN_USE,
                    "The secret \"" + name + "\" is used by " + users.told()
                            + ". Delete or change these workloads first.");
        }
        rows.delete(name);
        events.secretDeleted(name, actor);
    }

    @Override
    public boolean exists(String name) {
        return rows.find(name).isPresent();
    }

    @Override
    public Optional<String> reveal(String name) {
        return rows.find(name).map(row -> cipher.open(name, row.sealed()));
    }

    @Override
    public byte[] seal(String name, String value) {
        SecretCipher.Sealed sealed = cipher.seal(name, value);
        return ByteBuffer.allocate(sealed.nonce().length + sealed.ciphertext().length)
                .put(sealed.nonce())
                .put(sealed.ciphertext())
                .array();
    }

    @Override
    public String open(String name, byte[] sealed) {
        byte[] nonce = Arrays.copyOf(sealed, SecretCipher.NONCE_BYTES);
        byte[] ciphertext = Arrays.copyOfRange(sealed, SecretCipher.NONCE_BYTES, sealed.length);
        return cipher.open(name, new SecretCipher.Sealed(nonce, ciphertext));
    }

    private Secret view(Row row) {
        return new Secret(row.name(), row.createdAt(), row.changedAt(), usedBy(row.name()));
    }

    private Users usedBy(String name) {
        return workloads.usersOfSecret(name);
    }
}
