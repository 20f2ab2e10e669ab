package dev.triptych.controlplane.access;

import dev.triptych.controlplane.access.TokenRows.Row;
import dev.triptych.controlplane.platform.Actor;
import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException.Conflict;
import dev.triptych.controlplane.platform.TriptychException.LimitReached;
import dev.triptych.controlplane.platform.TriptychException.NotFound;
import dev.triptych.controlplane.platform.UuidV7;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * The bearer tokens. All are held in memory, since every call asks for one and their number is bounded; the database has
 * the truth that outlives the process.
 */
@Component
public class Tokens {
    private static final Logger LOG = LoggerFactory.getLogger(Tokens.class);
    /** How exact {@code lastUsedAt} is. */
    private static final Duration USE_RESOLUTION = Duration.ofMinutes(1);

    private final TokenRows rows;
    private final AccessEvents events;
    private final AccessProperties properties;
    private final Clock clock;
    private final Map<UUID, Row> byId = new ConcurrentHashMap<>();

    Tokens(TokenRows rows, AccessEvents events, AccessProperties properties, Clock clock) {
        this.rows = rows;
        this.events = events;
        this.properties = properties;
        this.clock = clock;
        rows.all().forEach(token -> byId.put(token.id(), token));
    }

    /** A token without what proves it. */
    public record Token(
            UUID id,
            String name,
            Role role,
            Instant createdAt,
            @Nullable Instant expiresAt,
            @Nullable Instant lastUsedAt) {}

    /**
     * A token with what proves it.
     *
     * @param plaintext handed out this once
     */
    public record CreatedToken(Token token, String plaintext) {}

    /**
     * Makes a token.
     *
     * @param expiresAt null for one that does not expire
     * @throws Conflict {@link ErrorCode#NAME_TAKEN}
     * @throws LimitReached {@link ErrorCode#TOO_MANY_REQUESTS} when there are as many as may be
     */
    public CreatedToken create(String name, Role role, @Nullable Instant expiresAt, Actor actor) {
        String plaintext = RandomToken.next(RandomToken.TOKEN_PREFIX);
        return new CreatedToken(add(name, role, expiresAt, plaintext, actor), plaintext);
    }

    synchronized Token add(String name, Role role, @Nullable Instant expiresAt, String plaintext, Actor actor) {
        if (byName(name).isPresent()) {
            throw new Conflict(
                    ErrorCode.NAME_TAKEN,
                    "There is already a token \"" + name + "\". Choose another name, or delete that one.");
        }
        if (byId.size() >= properties.maxTokens()) {
            throw new LimitReached(
                    ErrorCode.TOO_MANY_REQUESTS,
                    "There are " + byId.size() + " tokens, as many as may be. Delete one that is no longer used.");
        }
        Row row = new Row(UuidV7.next(), name, RandomToken.digest(plaintext), role, clock.instant(), expiresAt, null);
        rows.insert(row);
        byId.put(row.id(), row);
        events.tokenCreated(name, role, actor);
        return view(row);
    }

    /** All tokens, by name. */
    public List<Token> list() {
        return byId.values().stream()
                .map(Tokens::view)
                .sorted(Comparator.comparing(Token::name))
                .toList();
    }

    /**
     * Revokes a token; sessions that stand on it end with it.
     *
     * @throws NotFound {@link ErrorCode#TOKEN_NOT_FOUND}
     * @throws Conflict {@link ErrorCode#ACTION_NOT_POSSIBLE} for the last token with the role admin
     */
    public synchronized void delete(String name, Actor actor) {
        Row row = byName(name)
                .orElseThrow(() -> new NotFound(ErrorCode.TOKEN_NOT_FOUND, "There is no token \"" + name + "\"."));
        boolean lastAdmin = byId.values().stream()
                .filter(other -> !other.id().equals(row.id()) && isLive(other))
                .noneMatch(other -> other.role() == Role.ADMIN);
        if (row.role() == Role.ADMIN && lastAdmin) {
            throw new Conflict(
                    ErrorCode.ACTION_NOT_POSSIBLE,
                    "\"" + name + "\" is the last admin token; without it nobody could make another. Make one first.");
        }
        rows.delete(row.id());
        byId.remove(row.id());
        events.tokenDeleted(name, actor);
    }

    /** The live token that a caller presents; empty when there is none. Takes the same time for every wrong one. */
    Optional<Token> authenticate(String plaintext) {
        byte[] digest = RandomToken.digest(plaintext);
        Row match = null;
        for (Row token : byId.values()) {
            if (MessageDigest.isEqual(token.sha256(), digest)) {
                match = token;
            }
        }
        if (match == null || !isLive(match)) {
            return Optional.empty();
        }
        markUsed(match);
        return Optional.of(view(match));
    }

    /** Whether the token behind a caller is still good; long answers end when it is not. */
    public boolean isLive(Caller caller) {
        return find(caller.tokenId()).isPresent();
    }

    /** The live token behind a session or ticket. */
    Optional<Token> find(UUID id) {
        return Optional.ofNullable(byId.get(id)).filter(this::isLive).map(Tokens::view);
    }

    boolean isEmpty() {
        return byId.isEmpty();
    }

    private void markUsed(Row token) {
        Instant now = clock.instant();
        Instant last = token.lastUsedAt();
        if (last == null || last.plus(USE_RESOLUTION).isBefore(now)) {
            Row used = new Row(
                    token.id(), token.name(), token.sha256(), token.role(), token.createdAt(), token.expiresAt(), now);
            if (byId.replace(token.id(), token, used)) {
                keepUse(token.id(), now);
            }
        }
    }

    /** Nobody is turned away because a date could not be written. */
    private void keepUse(UUID token, Instant at) {
        try {
            rows.markUsed(token, at);
        } catch (DataAccessException e) {
            LOG.warn("the use of a token is not on record", e);
        }
    }

    private Optional<Row> byName(String name) {
        return byId.values().stream().filter(token -> token.name().equals(name)).findFirst();
    }

    private boolean isLive(Row token) {
        return token.expiresAt() == null || token.expiresAt().isAfter(clock.instant());
    }

    private static Token view(Row token) {
        return new Token(
                token.id(), token.name(), token.role(), token.createdAt(), token.expiresAt(), token.lastUsedAt());
    }
}
