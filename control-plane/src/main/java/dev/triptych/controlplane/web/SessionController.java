package dev.triptych.controlplane.web;

import dev.triptych.api.SessionApi;
import dev.triptych.api.model.OpenedSession;
import dev.triptych.api.model.Session;
import dev.triptych.api.model.SessionRequest;
import dev.triptych.api.model.SignInLink;
import dev.triptych.api.model.Ticket;
import dev.triptych.controlplane.access.Caller;
import dev.triptych.controlplane.access.Callers;
import dev.triptych.controlplane.access.Sessions;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

@RestController
final class SessionController implements SessionApi {
    private static final int LONGEST = 200;

    private final Sessions sessions;
    private final Clock clock;
    private final HttpServletRequest request;

    /** @param request stands for the one that the calling thread serves */
    SessionController(Sessions sessions, Clock clock, HttpServletRequest request) {
        this.sessions = sessions;
        this.clock = clock;
        this.request = request;
    }

    @Override
    public ResponseEntity<OpenedSession> openSession(SessionRequest asked) {
        String token = asked.getToken();
        String code = asked.getCode();
        new Checks()
                .require((token == null) != (code == null), "token", "give exactly one of token and code")
                .length(token, LONGEST, "token")
                .length(code, LONGEST, "code")
                .refuseIfAny();
        String address = request.getRemoteAddr();
        Sessions.OpenedSession opened = token == null
                ? sessions.openWithCode(Objects.requireNonNull(code), address)
                : sessions.openWithToken(token, address);
        return ResponseEntity.status(HttpStatus.CREATED)
                .header(HttpHeaders.SET_COOKIE, cookie(opened.cookie(), until(opened)))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .body(new OpenedSession(
                        opened.subject(), TokensController.shown(opened.role()), opened.expiresAt(), opened.secret()));
    }

    @Override
    public ResponseEntity<Session> getSession() {
        Caller caller = Callers.current();
        Session session = new Session(caller.name(), TokensController.shown(caller.role()));
        if (caller.session() != null) {
            session.setExpiresAt(caller.session().expiresAt());
        }
        return ResponseEntity.ok(session);
    }

    @Override
    public ResponseEntity<Void> closeSession() {
        sessions.close(Callers.current());
        return ResponseEntity.noContent()
                .header(HttpHeaders.SET_COOKIE, cookie("", Duration.ZERO))
                .build();
    }

    @Override
    public ResponseEntity<SignInLink> createSignInLink() {
        Sessions.Code code = sessions.createLink(Callers.current());
        String url = request.getScheme() + "://" + request.getHeader(HttpHeaders.HOST) + "/#code=" + code.code();
        return ResponseEntity.status(HttpStatus.CREATED)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .body(new SignInLink(url, code.expiresAt()));
    }

    @Override
    public ResponseEntity<Ticket> createTicket() {
        Sessions.Code code = sessions.createTicket(Callers.current());
        return ResponseEntity.status(HttpStatus.CREATED)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .body(new Ticket(code.code(), code.expiresAt()));
    }

    private Duration until(Sessions.OpenedSession opened) {
        return Duration.between(clock.instant(), opened.expiresAt());
    }

    private String cookie(String value, Duration lifetime) {
        return ResponseCookie.from(Sessions.COOKIE, value)
                .httpOnly(true)
                .sameSite("Strict")
                .secure(request.isSecure())
                .path("/")
                .maxAge(lifetime)
                .build()
                .toString();
    }
}
