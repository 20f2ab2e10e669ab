package dev.triptych.controlplane.access;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/** Finds who made the current call. */
public final class Callers {
    private Callers() {}

    /** The caller of the call that this thread serves; only for routes that need credentials. */
    public static Caller current() {
        return of(SecurityContextHolder.getContext().getAuthentication())
                .orElseThrow(() -> new IllegalStateException("this call carries no credentials"));
    }

    static Optional<Caller> of(@Nullable Authentication authentication) {
        return authentication instanceof Proved proved ? Optional.of(proved.caller) : Optional.empty();
    }

    /** Credentials that held. */
    static final class Proved extends AbstractAuthenticationToken {
        private static final long serialVersionUID = 1L;

        private final transient Caller caller;

        Proved(Caller caller) {
            super(List.of());
            this.caller = caller;
            setAuthenticated(true);
        }

        @Override
        public @Nullable Object getCredentials() {
            return null;
        }

        @Override
        public Object getPrincipal() {
            return caller.name();
        }
    }
}
