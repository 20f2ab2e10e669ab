package dev.triptych.controlplane.web;

import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException.InvalidRequest;
import dev.triptych.controlplane.platform.Violation;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/** Refuses query parameters that a route does not have: one that is misspelt must not be passed over in silence. */
final class UnknownParameterInterceptor implements HandlerInterceptor {
    /** Read before any route is chosen, where a stream or a terminal is opened with it. */
    private static final Set<String> CREDENTIALS = Set.of("ticket");

    private final Map<Method, Set<String>> known = new ConcurrentHashMap<>();

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        boolean ours = handler instanceof HandlerMethod && request.getDispatcherType() == DispatcherType.REQUEST;
        if (ours && request.getQueryString() != null) {
            refuseUnknown(request, (HandlerMethod) handler);
        }
        return true;
    }

    private void refuseUnknown(HttpServletRequest request, HandlerMethod handler) {
        Set<String> parameters = known.computeIfAbsent(handler.getMethod(), method -> parameters(handler));
        List<Violation> violations = new TreeSet<>(request.getParameterMap().keySet())
                .stream()
                        .filter(name -> !parameters.contains(name) && !CREDENTIALS.contains(name))
                        .map(name -> new Violation(
                                Shown.text(name), "there is no such parameter" + Suggestion.among(parameters, name)))
                        .toList();
        if (!violations.isEmpty()) {
            throw new InvalidRequest(
                    ErrorCode.UNKNOWN_FIELD, InvalidRequest.of(violations).safeMessage(), violations);
        }
    }

    private static Set<String> parameters(HandlerMethod handler) {
        return Arrays.stream(handler.getMethodParameters())
                .map(parameter -> parameter.getParameterAnnotation(RequestParam.class))
                .filter(Objects::nonNull)
                .map(RequestParam::value)
                .collect(Collectors.toSet());
    }
}
