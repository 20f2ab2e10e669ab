package dev.triptych.driver.container;

import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.model.AuthConfig;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.ImagePulling;
import dev.triptych.spi.ImageSource.ResolvedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Has the Engine pull. It talks to the registry itself, follows its redirects and checks every digest; when the request for
 * it is broken off, it gives up.
 */
final class DockerImagePulls implements ImagePulling {
    /** Whoever asks has bounds of its own, which are shorter. */
    private static final Duration LONGEST = Duration.ofDays(7);

    private final Engine engine;
    private final DockerImages images;

    DockerImagePulls(Engine engine, DockerImages images) {
        this.engine = engine;
        this.images = images;
    }

    @Override
    public PulledImage pull(Wanted wanted, Consumer<Progress> listener) {
        ImageReference.check(wanted.reference());
        if (wanted.repository().indexOf('/') < 0) {
            throw new DriverException(
                    DriverErrorCode.SOURCE_INVALID, "An image is pulled by a name with its registry.");
        }
        String platform = wanted.platform();
        HeldBefore before = platform == null ? null : HeldBefore.of(engine, wanted.reference());
        PullAnswer answer = new PullAnswer(listener);
        try {
            engine.run("pull the image", LONGEST, docker -> {
                try (answer) {
                    // An explicit null: else docker-java sends what it finds in the service user's own configuration.
                    var request = docker.pullImageCmd(wanted.repository())
                            .withAuthConfig(credentials(wanted))
                            .withTag(wanted.version());
                    if (platform != null) {
                        request.withPlatform(platform);
                    }
                    request.exec(answer).awaitCompletion();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new DriverException(
                            DriverErrorCode.INTERRUPTED,
                            "Interrupted while the Docker Engine pulled the image.",
                            "",
                            e);
                }
            });
        } catch (DriverException e) {
            throw PullErrorMapper.of(e, wanted);
        }
        answer.failure().ifPresent(words -> {
            throw PullErrorMapper.of(words, wanted);
        });
        PulledImage pulled = pulled(wanted, answer);
        if (platform != null && before != null) {
            requirePlatform(platform, wanted, pulled, before);
        }
        return pulled;
    }

    /** Of an image that has but one platform the Engine takes that one, whatever was asked for, and warns. */
    private void requirePlatform(String platform, Wanted wanted, PulledImage pulled, HeldBefore before) {
        String digest = pulled.image().digest();
        if (!ImagePlatform.isFor(platform, images.inspectPinned(wanted.reference(), digest))) {
            before.restore(engine, wanted.repository(), wanted.version(), digest);
            images.forget(digest);
            throw PullErrorMapper.otherPlatform(
                    wanted, "it is for " + pulled.image().config().platform());
        }
    }

    private PulledImage pulled(Wanted wanted, PullAnswer answer) {
        String digest = answer.digest()
                .orElseThrow(() -> new DriverException(
                        DriverErrorCode.BACKEND_REFUSED,
                        "The Docker Engine ended without saying what it pulled. Pull \"" + wanted.reference()
                                + "\" again."));
        if (wanted.byDigest() && !digest.equals(wanted.version())) {
            throw new DriverException(
                    DriverErrorCode.BACKEND_REFUSED,
                    "The Docker Engine pulled " + digest + " in place of \"" + wanted.reference() + "\".");
        }
        ResolvedImage image = images.resolve(wanted.reference());
        images.forget(image.digest());
        return new PulledImage(image, repoDigest(wanted, image, digest));
    }

    /** As the Engine has it, which writes some registries in a shorter way. */
    private String repoDigest(Wanted wanted, ResolvedImage image, String digest) {
        InspectImageResponse seen = images.inspectPinned(wanted.reference(), image.digest());
        List<String> known = seen.getRepoDigests();
        return (known == null ? List.<String>of() : known)
                .stream()
                        .filter(each -> each.endsWith("@" + digest))
                        .filter(each -> wanted.repository().endsWith(each.substring(0, each.indexOf('@'))))
                        .findFirst()
                        .orElseThrow(() -> new DriverException(
                                DriverErrorCode.BACKEND_REFUSED,
                                "The Docker Engine pulled \"" + wanted.reference() + "\" and has not got it as "
                                        + digest + ". Somebody else may have removed it; pull it again."));
    }

    private static @Nullable AuthConfig credentials(Wanted wanted) {
        Login login = wanted.login();
        if (login == null) {
            return null;
        }
        String registry = PullErrorMapper.registry(wanted);
        return new SilentAuth()
                .withUsername(login.username())
                .withPassword(login.password())
                .withRegistryAddress(registry.equals("docker.io") ? AuthConfig.DEFAULT_SERVER_ADDRESS : registry);
    }

    /** docker-java writes its commands to the log where that is asked for; this one without the password. */
    private static final class SilentAuth extends AuthConfig {
        private static final long serialVersionUID = 1L;

        @Override
        public String toString() {
            return "credentials";
        }
    }
}
