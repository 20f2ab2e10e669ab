package dev.triptych.gateway.client;

/** The gateway cannot be asked now; it is being started. */
public final class GatewayUnavailable extends Exception {
    private static final long serialVersionUID = 1L;

    public GatewayUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
