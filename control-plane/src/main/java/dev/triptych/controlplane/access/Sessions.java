package dev.triptych.controlplane.access;

import dev.triptych.controlplane.access.Caller.SessionRef;
import dev.triptych.controlplane.access.Tokens.Token;
import dev.triptych.controlplane.platform.Actor;
import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException.Denied;
import dev.triptych.controlplane.platform.TriptychException.LimitReached;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The console's sessions, with sign-in links and stream tickets. A session is proved by two strings together: a cookie,
 * which scripts cannot read, and a secret, which other sites and ports are never sent. Both are kept as digests, in
 * memory: a restart of the service ends all sessions.
 */
@Component
public class Sessions {
    /** The name of the console's cookie. */
    public static final String COOKIE = "triptych-session";

    private static final int MAX_CODES = 1000;

    private final Tokens tokens;
    private final AccessEvents events;
    private final AccessProperties properties;
    private final Clock clock;
    private final SingleUseCodes<UUID> links;
    private final SingleUseCodes<TicketHolder> tickets;
    private final FailedSignIns failures;
    private final Map<String, Session> byCookie = new LinkedHashMap<>();

    Sessions(Tokens tokens, AccessEvents events, AccessProperties properties, FailedSignIns failures, Clock clock) {
        this.tokens = tokens;
        this.events = events;
        this.properties = properties;
        this.failures = failures;
        this.clock = clock;
        this.links = new SingleUseCodes<>(properties.linkLifetime(), MAX_CODES, clock);
        this.tickets = new SingleUseCodes<>(properties.ticketLifetime(), MAX_CODES, clock);
    }

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Session(UUID tokenId, byte[] secretDigest, Instant expiresAt) {}

    private record TicketHolder(UUID tokenId, @Nullable SessionRef session) {}

    /** What proves a new session: {@code cookie} and {@code secret} together. */
    public record OpenedSession(String subject, Role role, String cookie, String secret, Instant expiresAt) {}

    /** A code that is good once. */
    public record Code(String code, Instant expiresAt) {}

    /**
     * Opens a session for a bearer token.
     *
     * @param address where the call comes from
     * @throws Denied {@link ErrorCode#UNAUTHENTICATED}
     * @throws LimitReached {@link ErrorCode#TOO_MANY_REQUESTS} after too many failures from that address
     */
    public OpenedSession openWithToken(String plaintext, String address) {
        return open(
                tokens.authenticate(plaintext)
                        .orElseThrow(() -> failures.refusal(
                                address,
                                "This token is not known or has expired. ./triptych token prints one that is good.")),
                address);
    }

    /**
     * Opens a session for the code of a sign-in link.
     *
     * @param address where the call comes from
     * @throws Denied {@link ErrorCode#UNAUTHENTICATED}
     * @throws LimitReached {@link ErrorCode#TOO_MANY_REQUESTS} after too many failures from that address
     */
    public OpenedSession openWithCode(String code, String address) {
        return open(
                links.redeem(code)
                        .flatMap(tokens::find)
                        .orElseThrow(() -> failures.refusal(
                                address,
                                "This sign-in link was used before or is too old. ./triptych up prints a new one.")),
                address);
    }

    /** Makes the code of a sign-in link; who presents it first is signed in as the caller's token. */
    public Code createLink(Caller caller) {
        SingleUseCodes.Issued issued = links.issue(caller.tokenId());
        return new Code(issued.code(), issued.expiresAt());
    }

    /** Makes a ticket for one event stream or terminal. One that a session made is good with that session's cookie only. */
    public Code createTicket(Caller caller) {
        SingleUseCodes.Issued issued = tickets.issue(new TicketHolder(caller.tokenId(), caller.session()));
        return new Code(issued.code(), issued.expiresAt());
    }

    /** Ends the session the call came through; does nothing for a bearer token. */
    public void close(Caller caller) {
        SessionRef session = caller.session();
        if (session == null) {
            return;
        }
        synchronized (this) {
            byCookie.remove(session.cookieHash());
        }
        events.sessionClosed(caller.actor());
    }

    /** The caller that cookie and secret prove together; empty when either is missing in the pair or wrong. */
    synchronized Optional<Caller> authenticate(String cookie, String secret, String address) {
        String cookieHash = RandomToken.digestText(cookie);
        Session session = byCookie.get(cookieHash);
        if (session == null || !MessageDigest.isEqual(session.secretDigest(), RandomToken.digest(secret))) {
            return Optional.empty();
        }
        Optional<Token> token = live(session);
        if (token.isEmpty()) {
            byCookie.remove(cookieHash);
        }
        return token.map(found -> caller(found, address, new SessionRef(cookieHash, session.expiresAt())));
    }

    /** The caller that a ticket stands for; the ticket is spent, whatever the answer is. */
    synchronized Optional<Caller> redeemTicket(String ticket, @Nullable String cookie, String address) {
        Optional<TicketHolder> holder = tickets.redeem(ticket);
        if (holder.isEmpty()) {
            return Optional.empty();
        }
        SessionRef bound = holder.get().session();
        boolean sessionHolds = bound == null
                || (cookie != null
                        && bound.cookieHash().equals(RandomToken.digestText(cookie))
                        && byCookie.containsKey(bound.cookieHash()));
        return sessionHolds
                ? tokens.find(holder.get().tokenId()).map(token -> caller(token, address, bound))
                : Optional.empty();
    }

    private OpenedSession open(Token token, String address) {
        OpenedSession opened = open(token);
        events.sessionOpened(new Actor(token.name(), address));
        return opened;
    }

    private synchronized OpenedSession open(Token token) {
        byCookie.values().removeIf(session -> live(session).isEmpty());
        if (byCookie.size() >= properties.maxSessions()) {
            Iterator<String> oldest = byCookie.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
        String cookie = RandomToken.next("");
        String secret = RandomToken.next("");
        Instant expiresAt = clock.instant().plus(properties.sessionLifetime());
        byCookie.put(RandomToken.digestText(cookie), new Session(token.id(), RandomToken.digest(secret), expiresAt));
        return new OpenedSession(token.name(), token.role(), cookie, secret, expiresAt);
    }

    private Optional<Token> live(Session session) {
        return session.expiresAt().isAfter(clock.instant()) ? tokens.find(session.tokenId()) : Optional.empty();
    }

    private static Caller caller(Token token, String address, @Nullable SessionRef session) {
        return new Caller(token.id(), token.name(), token.role(), address, session);
    }
}
