package dev.triptych.controlplane.access;

import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException;
import dev.triptych.controlplane.platform.TriptychException.Denied;
import dev.triptych.controlplane.platform.TriptychException.LimitReached;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Reads the credentials of a call: a bearer token; or the console's cookie together with the session secret; or, for an
 * event stream or a terminal alone, a ticket. Half a session is no credentials at all.
 */
@Component
class Credentials {
    static final String SECRET_HEADER = "Triptych-Session-Secret";
    private static final String BEARER = "bearer ";
    private static final String STREAM = "/api/v1/events/stream";

    private final Tokens tokens;
    private final Sessions sessions;
    private final HostCheck hosts;
    private final FailedSignIns failures;

    Credentials(Tokens tokens, Sessions sessions, HostCheck hosts, FailedSignIns failures) {
        this.tokens = tokens;
        this.sessions = sessions;
        this.hosts = hosts;
        this.failures = failures;
    }

    /**
     * The caller; empty when the call carries no credentials.
     *
     * @throws Denied {@link ErrorCode#UNAUTHENTICATED} when it carries wrong ones
     * @throws LimitReached {@link ErrorCode#TOO_MANY_REQUESTS} when its address did so too often
     */
    Optional<Caller> read(HttpServletRequest request) {
        String address = request.getRemoteAddr();
        String authorization = request.getHeader("Authorization");
        if (authorization != null) {
            return Optional.of(bearer(authorization, address).orElseThrow(() -> wrong(address)));
        }
        String secret = request.getHeader(SECRET_HEADER);
        String cookie = cookie(request);
        if (secret != null && cookie != null) {
            return Optional.of(sessions.authenticate(cookie, secret, address).orElseThrow(() -> wrong(address)));
        }
        String ticket = ticket(request);
        if (ticket != null) {
            return Optional.of(ticket(ticket, cookie, request).orElseThrow(() -> wrong(address)));
        }
        return Optional.empty();
    }

    private Optional<Caller> bearer(String authorization, String address) {
        return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? tokens.authenticate(authorization.substring(BEARER.length()).strip())
                        .map(token -> new Caller(token.id(), token.name(), token.role(), address, null))
                : Optional.empty();
    }

    private Optional<Caller> ticket(String ticket, @Nullable String cookie, HttpServletRequest request) {
        Optional<Caller> caller = sessions.redeemTicket(ticket, cookie, request.getRemoteAddr());
        return caller.filter(found -> comesFromOurPage(request));
    }

    /** Browsers leave Origin out of a same-origin GET; they then say so in Sec-Fetch-Site. */
    private boolean comesFromOurPage(HttpServletRequest request) {
        String origin = request.getHeader("Origin");
        return origin == null
                ? "same-origin".equals(request.getHeader("Sec-Fetch-Site"))
                : hosts.isOurOrigin(origin, request);
    }

    private TriptychException wrong(String address) {
        return failures.refusal(
                address,
                "These credentials are not known, or not any more. ./triptych token prints a token that is good.");
    }

    private static @Nullable String ticket(HttpServletRequest request) {
        boolean isStream =
                request.getMethod().equals("GET") && request.getRequestURI().equals(STREAM);
        return isStream || TerminalRoutes.matches(request) ? request.getParameter("ticket") : null;
    }

    private static @Nullable String cookie(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        if (cookies == null) {
            return null;
        }
        for (Cookie cookie : cookies) {
            if (cookie.getName().equals(Sessions.COOKIE)) {
                return cookie.getValue();
            }
        }
        return null;
    }
}
