package dev.triptych.controlplane.access;

import dev.triptych.controlplane.platform.Actor;
import dev.triptych.controlplane.platform.Home;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.stereotype.Component;

/**
 * Makes the first admin token when there is no token at all, and leaves it in {@code admin.token} for the owner of the
 * home. The file is written first: a crash in between costs nothing, since the next start takes the token from it.
 */
@Component
final class FirstToken implements InitializingBean {
    static final String FILE = "admin.token";
    static final String NAME = "admin";

    private final Tokens tokens;
    private final Home home;

    FirstToken(Tokens tokens, Home home) {
        this.tokens = tokens;
        this.home = home;
    }

    @Override
    public void afterPropertiesSet() {
        if (!tokens.isEmpty()) {
            return;
        }
        Path file = home.root().resolve(FILE);
        try {
            tokens.add(NAME, Role.ADMIN, null, Files.exists(file) ? read(file) : write(file), Actor.SYSTEM);
        } catch (IOException e) {
            throw new UncheckedIOException("the first admin token cannot be kept in " + FILE, e);
        }
    }

    private static String write(Path file) throws IOException {
        String token = RandomToken.next(RandomToken.TOKEN_PREFIX);
        PrivateFile.write(file, (token + "\n").getBytes(StandardCharsets.UTF_8));
        return token;
    }

    private static String read(Path file) throws IOException {
        String token = Files.readString(file).strip();
        return token.length() == RandomToken.next(RandomToken.TOKEN_PREFIX).length() ? token : write(file);
    }
}
