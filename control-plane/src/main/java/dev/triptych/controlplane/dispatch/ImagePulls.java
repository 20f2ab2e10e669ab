package dev.triptych.controlplane.dispatch;

import dev.triptych.controlplane.access.SecretVault;
import dev.triptych.controlplane.platform.Actor;
import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException;
import dev.triptych.controlplane.platform.TriptychException.Unprocessable;
import dev.triptych.controlplane.platform.Violation;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.ImagePulling;
import dev.triptych.spi.ImagePulling.Login;
import dev.triptych.spi.ImagePulling.Progress;
import dev.triptych.spi.ImagePulling.PulledImage;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Has the container engine fetch images from registries, and notes what came of it. */
@Component
public class ImagePulls {
    private final Drivers drivers;
    private final SecretVault secrets;
    private final ImageRows rows;
    private final RecentImages recent;
    private final Clock clock;

    ImagePulls(Drivers drivers, SecretVault secrets, ImageRows rows, RecentImages recent, Clock clock) {
        this.drivers = drivers;
        this.secrets = secrets;
        this.rows = rows;
        this.recent = recent;
        this.clock = clock;
    }

    /**
     * Who asks a registry.
     *
     * @param secret the name of the one that holds the password
     */
    public record Credentials(String username, String secret) {}

    /**
     * Which image.
     *
     * @param repository with its registry
     * @param version a tag or a digest
     */
    public record Wanted(
            String repository,
            String version,
            @Nullable String platform,
            @Nullable Credentials credentials) {}

    /**
     * Refuses what cannot be begun now; asks the backend.
     *
     * @throws TriptychException {@link ErrorCode#SOURCE_NOT_FOUND} without the secret, {@link ErrorCode#DRIVER_UNAVAILABLE} or
     *     {@link ErrorCode#BACKEND_TIMEOUT}
     */
    public void require(Wanted wanted) {
        Credentials credentials = wanted.credentials();
        if (credentials != null && !secrets.exists(credentials.secret())) {
            throw noSecret(credentials);
        }
        pulling();
        try {
            drivers.images().orElseThrow(Images::noDriver).list();
        } catch (DriverException e) {
            throw DriverFailures.toApi(e);
        }
    }

    private static Unprocessable noSecret(Credentials credentials) {
        return new Unprocessable(
                ErrorCode.SOURCE_NOT_FOUND,
                "There is no secret \"" + credentials.secret() + "\". Store the password with PUT /secrets/"
                        + credentials.secret() + ".",
                List.of(new Violation("credentials.password.secret", "no such secret")));
    }

    private ImagePulling pulling() {
        return drivers.imagePulling().orElseThrow(Images::noDriver);
    }

    /**
     * Fetches one; on return it is here, and on record as brought by the actor. An interrupt ends it.
     *
     * @param listener must not block
     * @throws TriptychException what the driver's refusals are called, or {@link ErrorCode#SOURCE_NOT_FOUND} without the secret
     */
    public PulledImage pull(Wanted wanted, Consumer<Progress> listener, Actor actor) {
        try {
            var request = new ImagePulling.Wanted(
                    wanted.repository(), wanted.version(), wanted.platform(), login(wanted.credentials()));
            List<String> names = request.byDigest() ? List.of() : List.of(ImageNames.familiar(request.reference()));
            try (RecentImages.Hold hold = recent.hold(names)) {
                PulledImage pulled = pulling().pull(request, listener);
                hold.asked(pulled.image().digest());
                rows.load(pulled.image().digest(), names, clock.instant(), actor.name());
                return pulled;
            }
        } catch (DriverException e) {
            throw DriverFailures.toApi(e);
        }
    }

    private @Nullable Login login(@Nullable Credentials credentials) {
        return credentials == null
                ? null
                : new Login(
                        credentials.username(),
                        secrets.reveal(credentials.secret()).orElseThrow(() -> noSecret(credentials)));
    }
}
