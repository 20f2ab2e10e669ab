package dev.triptych.controlplane.access;

import dev.triptych.controlplane.access.RouteTable.Route;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;

/**
 * Asks the route table. The console's own files are open: a page has to load before anybody can sign in with it. What
 * answers with facts of this host is below {@code /api}, or one of the three operational routes.
 */
final class RouteAuthorization implements AuthorizationManager<RequestAuthorizationContext> {

    @Override
    public AuthorizationDecision authorize(
            Supplier<? extends @Nullable Authentication> authentication, RequestAuthorizationContext context) {
        HttpServletRequest request = context.getRequest();
        Optional<Route> route = RouteTable.find(request.getMethod(), request.getRequestURI());
        if (isOpen(request, route)) {
            return new AuthorizationDecision(true);
        }
        Optional<Caller> caller = Callers.of(authentication.get());
        Role needed = route.map(Route::role).orElse(Role.VIEWER);
        return new AuthorizationDecision(
                caller.isPresent() && (needed == null || caller.get().role().covers(needed)));
    }

    private static boolean isOpen(HttpServletRequest request, Optional<Route> route) {
        if (route.isPresent()) {
            return route.get().role() == null;
        }
        return !Guarded.covers(request.getRequestURI());
    }
}
