package dev.triptych.controlplane.web;

import dev.triptych.controlplane.access.Caller;
import dev.triptych.controlplane.access.Tokens;
import dev.triptych.controlplane.dispatch.TerminalProperties;
import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException.InvalidRequest;
import dev.triptych.spi.InteractiveSession;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Extension;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** Turns a call into a WebSocket that stands for a session of bytes: a command's, or a console's. */
@Component
final class Terminals {
    private static final String CONTAINER = ServerContainer.class.getName();
    private static final String VERSION = "13";

    private final OpenStreams streams;
    private final Tokens tokens;
    private final TerminalProperties properties;
    private final WebProperties web;

    Terminals(OpenStreams streams, Tokens tokens, TerminalProperties properties, WebProperties web) {
        this.streams = streams;
        this.tokens = tokens;
        this.properties = properties;
        this.web = web;
    }

    /**
     * Opens the session and answers with 101; the connection then carries its bytes until either side ends.
     *
     * @param raw whether output goes out as it is, rather than with the number of its stream before it
     */
    void upgrade(Caller caller, Supplier<? extends InteractiveSession> open, boolean raw) {
        ServletRequestAttributes call = (ServletRequestAttributes) RequestContextHolder.currentRequestAttributes();
        HttpServletRequest request = call.getRequest();
        HttpServletResponse response = Objects.requireNonNull(call.getResponse());
        requireHandshake(request, response);
        ServerContainer container = (ServerContainer)
                Objects.requireNonNull(request.getServletContext().getAttribute(CONTAINER), "no WebSockets here");
        TerminalEndpoint endpoint = new TerminalEndpoint(
                open.get(),
                raw,
                new TerminalEndpoint.Surroundings(
                        streams, HandOver.of(request), () -> tokens.isLive(caller), properties, web.glance()));
        boolean upgraded = false;
        try {
            container.upgradeHttpToWebSocket(request, response, configuration(endpoint, request), Map.of());
            upgraded = response.getStatus() == HttpServletResponse.SC_SWITCHING_PROTOCOLS;
        } catch (IOException e) {
            throw new UncheckedIOException("the connection did not become a WebSocket", e);
        } catch (DeploymentException e) {
            throw new IllegalStateException("the connection cannot become a WebSocket", e);
        } finally {
            if (!upgraded) {
                endpoint.end();
            }
        }
        endpoint.watch();
    }

    private static void requireHandshake(HttpServletRequest request, HttpServletResponse response) {
        boolean asked = has(request, "Upgrade", "websocket")
                && has(request, "Connection", "upgrade")
                && VERSION.equals(request.getHeader("Sec-WebSocket-Version"))
                && request.getHeader("Sec-WebSocket-Key") != null;
        if (!asked) {
            response.setHeader("Upgrade", "websocket");
            throw new InvalidRequest(
                    ErrorCode.UPGRADE_REQUIRED,
                    "A terminal is a WebSocket. Connect with a WebSocket client, or use POST for one command.",
                    List.of());
        }
    }

    private static boolean has(HttpServletRequest request, String header, String word) {
        String value = request.getHeader(header);
        return value != null
                && List.of(value.toLowerCase(Locale.ROOT).split("\\s*,\\s*")).contains(word);
    }

    private static ServerEndpointConfig configuration(TerminalEndpoint endpoint, HttpServletRequest request) {
        return ServerEndpointConfig.Builder.create(TerminalEndpoint.class, request.getRequestURI())
                .configurator(new ThisEndpoint(endpoint))
                .build();
    }

    /** Nothing is compressed: a small message could then be a large one. */
    private static final class ThisEndpoint extends ServerEndpointConfig.Configurator {
        private final TerminalEndpoint endpoint;

        ThisEndpoint(TerminalEndpoint endpoint) {
            this.endpoint = endpoint;
        }

        @Override
        public <T> T getEndpointInstance(Class<T> type) {
            return type.cast(endpoint);
        }

        @Override
        public List<Extension> getNegotiatedExtensions(List<Extension> installed, List<Extension> requested) {
            return List.of();
        }

        /** Who may is decided by the filters before. */
        @Override
        public boolean checkOrigin(String origin) {
            return true;
        }
    }
}
