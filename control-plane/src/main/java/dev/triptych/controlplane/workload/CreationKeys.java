package dev.triptych.controlplane.workload;

import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.Json;
import dev.triptych.controlplane.platform.RoundTrip;
import dev.triptych.controlplane.platform.TriptychException.Conflict;
import dev.triptych.controlplane.platform.TriptychException.Unprocessable;
import dev.triptych.spi.WorkloadId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Sees to it that a call that is repeated makes nothing twice.
 *
 * <p>Kept are a hash of what was asked for and the id of the workload, written in the transaction that records the workload:
 * a key is on record if and only if its workload is. What is in flight is known to this process alone, and forgotten with it.
 */
@Component
public class CreationKeys {
    private final JdbcClient database;
    private final Clock clock;
    private final Set<CreationKey> inFlight = ConcurrentHashMap.newKeySet();

    CreationKeys(JdbcClient database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Answers with what the key made, or has it made.
     *
     * @param create is given what is to be written with the new workload
     * @throws Conflict {@link ErrorCode#REQUEST_IN_FLIGHT} while another call with the key goes on
     * @throws Unprocessable {@link ErrorCode#IDEMPOTENCY_KEY_REUSED} when it was used for something else
     */
    Created once(
            CreationKey key,
            Description description,
            Function<WorkloadId, WorkloadView> read,
            Function<Recording, WorkloadView> create) {
        if (!inFlight.add(key)) {
            throw new Conflict(
                    ErrorCode.REQUEST_IN_FLIGHT,
                    "A call with this Idempotency-Key is still being worked on. Try again.");
        }
        try {
            byte[] hash = sha256(description);
            Optional<Known> known = find(key);
            if (known.isEmpty()) {
                return new Created(create.apply((trip, id) -> add(trip, key, hash, id)), false);
            }
            if (!Arrays.equals(known.get().hash, hash)) {
                throw new Unprocessable(
                        ErrorCode.IDEMPOTENCY_KEY_REUSED,
                        "This Idempotency-Key was used with another body. Choose a new key.");
            }
            return new Created(read.apply(known.get().workload), true);
        } finally {
            inFlight.remove(key);
        }
    }

    private static byte[] sha256(Description description) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(Json.writeSorted(description).getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private Optional<Known> find(CreationKey key) {
        return database.sql("select request_sha256, workload_id from idempotency_key"
                        + " where caller = ? and route = ? and key = ?")
                .params(key.caller(), key.route(), key.key())
                .query((row, index) -> new Known(
                        row.getBytes("request_sha256"), new WorkloadId(row.getObject("workload_id", UUID.class))))
                .optional();
    }

    private void add(RoundTrip trip, CreationKey key, byte[] hash, WorkloadId id) {
        trip.add(
                "insert into idempotency_key (caller, route, key, request_sha256, workload_id, at)"
                        + " values (?, ?, ?, ?, ?, ?)",
                key.caller(),
                key.route(),
                key.key(),
                hash,
                id.value(),
                clock.instant());
    }

    /** Forgets keys that are older than this. */
    public void prune(Duration retention) {
        Instant before = clock.instant().minus(retention);
        database.sql("delete from idempotency_key where at < ?")
                .param(before.atOffset(ZoneOffset.UTC))
                .update();
    }

    /** Adds to the transaction that records a workload. */
    @FunctionalInterface
    interface Recording {
        void add(RoundTrip trip, WorkloadId id);
    }

    private static final class Known {
        final byte[] hash;
        final WorkloadId workload;

        Known(byte[] hash, WorkloadId workload) {
            this.hash = hash;
            this.workload = workload;
        }
    }
}
