package dev.triptych.controlplane.web;

/** How bytes of strangers are served: saved by browsers, never shown or run. */
final class Attachments {
    static final String SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'";

    private Attachments() {}
}
