package dev.triptych.db;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Properties;

/**
 * The passwords of the embedded server, in a file that its owner alone may read.
 *
 * @param admin of the superuser, used to set the server up
 * @param service of the role that the service works as
 */
record PostgresCredentials(String admin, String service) {
    static final String ADMIN_ROLE = "triptych_admin";
    static final String SERVICE_ROLE = "triptych";
    private static final int PASSWORD_BYTES = 32;

    static PostgresCredentials loadOrCreate(Path file) throws IOException {
        if (Files.exists(file)) {
            return load(file);
        }
        PostgresCredentials fresh = new PostgresCredentials(random(), random());
        fresh.store(file);
        return fresh;
    }

    private static PostgresCredentials load(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        String admin = properties.getProperty(ADMIN_ROLE);
        String service = properties.getProperty(SERVICE_ROLE);
        if (admin == null || service == null) {
            throw new EmbeddedPostgresException(file + " lacks a password; restore it from a backup", null);
        }
        return new PostgresCredentials(admin, service);
    }

    private void store(Path file) throws IOException {
        Properties properties = new Properties();
        properties.setProperty(ADMIN_ROLE, admin);
        properties.setProperty(SERVICE_ROLE, service);
        StringWriter text = new StringWriter();
        properties.store(text, "Passwords of the embedded PostgreSQL. Keep this file with its data.");
        Path partial = Files.createTempFile(
                file.getParent(),
                "credentials-",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(partial, text.toString());
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String random() {
        byte[] bytes = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public String toString() {
        return "PostgresCredentials[****]";
    }
}
