package dev.triptych.controlplane.access;

import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException.Denied;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;

/**
 * Answers only {@code Host} values that are configured. A page of a foreign name that was made to resolve to this address
 * (DNS rebinding) sends its own name and gets nothing.
 */
final class HostCheck {
    private final List<String> hosts;

    HostCheck(AccessProperties properties) {
        this.hosts = properties.hosts().stream()
                .map(host -> host.toLowerCase(Locale.ROOT))
                .toList();
    }

    /**
     * Refuses a foreign Host.
     *
     * @throws Denied {@link ErrorCode#MISDIRECTED_REQUEST}
     */
    void require(HttpServletRequest request) {
        String host = request.getHeader("Host");
        if (host == null || !isOurs(host.toLowerCase(Locale.ROOT), request.getLocalPort())) {
            throw new Denied(
                    ErrorCode.MISDIRECTED_REQUEST,
                    "This service does not answer to that Host. Use http://127.0.0.1:" + request.getLocalPort()
                            + ", or add the name to triptych.access.hosts.");
        }
    }

    /** Whether the origin, as browsers send it, is this service itself. */
    boolean isOurOrigin(String origin, HttpServletRequest request) {
        return origin.equals(request.getScheme() + "://" + request.getHeader("Host"));
    }

    private boolean isOurs(String host, int port) {
        return hosts.stream().anyMatch(ours -> host.equals(ours) || host.equals(ours + ":" + port));
    }
}
