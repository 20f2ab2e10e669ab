package dev.triptych.driver.vm;

import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;

/** Sixteen random bytes that only a machine's init and its driver know. */
final class GuestSecret {
    private static final int SIZE = 16;
    private static final String FACT = "secret";
    private static final SecureRandom RANDOM = new SecureRandom();

    private GuestSecret() {}

    static byte[] make(MachineFiles files) throws IOException {
        byte[] secret = new byte[SIZE];
        RANDOM.nextBytes(secret);
        MachineFiles.writePrivately(files.fact(FACT), secret);
        return secret;
    }

    static byte[] read(MachineFiles files) throws IOException {
        return Files.readAllBytes(files.fact(FACT));
    }

    /** A machine that boots a kernel of the user's own has none, and so no frames. */
    static boolean exists(MachineFiles files) {
        return Files.exists(files.fact(FACT));
    }
}
