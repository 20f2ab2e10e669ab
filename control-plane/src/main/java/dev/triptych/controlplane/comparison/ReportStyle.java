package dev.triptych.controlplane.comparison;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Objects;

/** The one style sheet of a report, and the policy that lets in this and nothing else. */
public final class ReportStyle {
    static final String CSS = read();

    /** For the header and, where the file is opened by itself, for the page. */
    public static final String POLICY =
            "default-src 'none'; style-src 'sha256-" + hash() + "'; base-uri 'none'; form-action 'none'";

    private ReportStyle() {}

    private static String read() {
        try (InputStream stream = Objects.requireNonNull(ReportStyle.class.getResourceAsStream("report.css"))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hash() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(CSS.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
