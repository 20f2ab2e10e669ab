package dev.triptych.tck;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.triptych.spi.Driver;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.ImagePulling;
import dev.triptych.spi.ImagePulling.Login;
import dev.triptych.spi.ImagePulling.Progress;
import dev.triptych.spi.ImagePulling.PulledImage;
import dev.triptych.spi.ImagePulling.Wanted;
import dev.triptych.spi.ImageSource.HeldImage;
import dev.triptych.spi.ImageStore;
import dev.triptych.spi.ImageStore.StoredImage;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An image comes whole and by its digest, or nothing of it stays; and a registry learns and says no more than it has to. */
public abstract class PullingContract extends Contract {
    private static final int LONGEST_MESSAGE = 1000;

    private final Set<String> pulled = ConcurrentHashMap.newKeySet();

    @Nullable
    private RegistryFixture opened;

    /** Opens a registry that the backend of this fixture reaches. */
    protected abstract RegistryFixture openRegistry(DriverFixture fixture);

    @BeforeEach
    void openTheRegistry() {
        opened = openRegistry(fixture());
    }

    /** Before the fixture is closed, which the superclass does after this. */
    @AfterEach
    void removeWhatWasPulled() {
        try (RegistryFixture last = registry()) {
            String host = last.image().repository().split("/", 2)[0] + "/";
            for (StoredImage each : store(driver()).stored()) {
                HeldImage image = each.image();
                boolean named = image.names().stream().anyMatch(name -> name.startsWith(host));
                if (named || pulled.contains(image.digest())) {
                    assertThat(store(driver()).remove(image)).isTrue();
                }
            }
        }
    }

    private RegistryFixture registry() {
        if (opened == null) {
            throw new IllegalStateException("no registry is open");
        }
        return opened;
    }

    private static ImagePulling pulling(Driver driver) {
        return driver.capability(ImagePulling.class)
                .orElseThrow(() -> new AssertionError(driver.kind() + " has no ImagePulling"));
    }

    private static ImageStore store(Driver driver) {
        return driver.capability(ImageStore.class)
                .orElseThrow(() -> new AssertionError(driver.kind() + " has no ImageStore"));
    }

    private PulledImage pull(Wanted wanted) {
        return pull(wanted, new CopyOnWriteArrayList<>());
    }

    private PulledImage pull(Wanted wanted, List<Progress> heard) {
        PulledImage image = pulling(driver()).pull(wanted, heard::add);
        pulled.add(image.image().digest());
        return image;
    }

    private static List<HeldImage> held(Driver driver, Wanted wanted) {
        return store(driver).stored().stream()
                .map(StoredImage::image)
                .filter(image -> image.names().contains(wanted.reference()))
                .toList();
    }

    private void assertRefusedAndNothingIsHere(DriverErrorCode code, Wanted wanted) {
        assertRefused(code, () -> pull(wanted));
        assertThat(held(driver(), wanted)).isEmpty();
    }

    private static Wanted with(Wanted wanted, String version) {
        return new Wanted(wanted.repository(), version, wanted.platform(), wanted.login());
    }

    private static Wanted with(Wanted wanted, @Nullable Login login) {
        return new Wanted(wanted.repository(), wanted.version(), wanted.platform(), login);
    }

    private static Wanted forPlatform(Wanted wanted, String platform) {
        return new Wanted(wanted.repository(), wanted.version(), platform, wanted.login());
    }

    private static Login login(Wanted wanted) {
        Login login = wanted.login();
        if (login == null) {
            throw new AssertionError("nobody may pull " + wanted);
        }
        return login;
    }

    @Test
    void whatIsPulledIsHereWholeUnderItsName() {
        Wanted wanted = registry().image();
        List<Progress> heard = new CopyOnWriteArrayList<>();
        PulledImage image = pull(wanted, heard);
        assertThat(image.image().reference()).isEqualTo(wanted.reference());
        assertThat(image.repoDigest()).matches("\\Q" + wanted.repository() + "\\E@sha256:[0-9a-f]{64}");
        assertThat(held(driver(), wanted))
                .extracting(HeldImage::digest)
                .containsExactly(image.image().digest());
        assertThat(held(fixture().reopen(), wanted)).hasSize(1);
        Progress last = heard.getLast();
        assertThat(last.layersDone()).isEqualTo(last.layers()).isPositive();
        assertThat(last.bytesFetched()).isEqualTo(last.bytes());
        assertThat(last.bytesUnpacked()).isPositive();
        assertThat(heard).allSatisfy(progress -> {
            assertThat(progress.layersDone()).isBetween(0, progress.layers());
            assertThat(progress.bytesFetched()).isBetween(0L, progress.bytes());
        });
    }

    @Test
    void whatIsHereIsNotFetchedTwiceNeitherInTurnNorAtOnce() {
        Wanted wanted = registry().image();
        List<CompletableFuture<PulledImage>> pulls = Stream.generate(
                        () -> CompletableFuture.supplyAsync(() -> pull(wanted)))
                .limit(3)
                .toList();
        PulledImage first = pulls.getFirst().join();
        assertThat(pulls).allSatisfy(pull -> assertThat(pull.join()).isEqualTo(first));
        List<Progress> heard = new CopyOnWriteArrayList<>();
        assertThat(pull(wanted, heard)).isEqualTo(first);
        assertThat(heard).extracting(Progress::bytesFetched).allMatch(bytes -> bytes == 0);
        assertThat(registry().sent()).isOne();
    }

    @Test
    void aDigestIsTheSameImageWhateverItsTagMeans() {
        Wanted wanted = registry().image();
        PulledImage tagged = pull(wanted);
        assertThat(store(driver()).remove(held(driver(), wanted).getFirst())).isTrue();
        Wanted byDigest =
                with(wanted, tagged.repoDigest().substring(wanted.repository().length() + 1));
        PulledImage again = pull(byDigest);
        assertThat(again.image().digest()).isEqualTo(tagged.image().digest());
        assertThat(again.repoDigest()).isEqualTo(tagged.repoDigest());
        assertThat(held(driver(), wanted))
                .as("under the name that was not asked for")
                .isEmpty();
        assertRefused(DriverErrorCode.SOURCE_NOT_FOUND, () -> pull(with(wanted, "sha256:" + "0".repeat(64))));
    }

    @Test
    void whatTheRegistryHasNotIsRefused() {
        Wanted wanted = registry().image();
        assertRefusedAndNothingIsHere(DriverErrorCode.SOURCE_NOT_FOUND, with(wanted, "no-such-version"));
        assertRefusedAndNothingIsHere(
                DriverErrorCode.SOURCE_NOT_FOUND,
                new Wanted(wanted.repository() + "/no-such", wanted.version(), null, wanted.login()));
        assertRefusedAndNothingIsHere(
                DriverErrorCode.REGISTRY_UNREACHABLE, registry().unreachable());
    }

    @Test
    void whatIsMadeForAnotherPlatformIsRefusedAndLeavesWhatWasThere() {
        Wanted wanted = registry().image();
        assertRefusedAndNothingIsHere(DriverErrorCode.NOT_SUPPORTED, forPlatform(wanted, "linux/s390x"));
        PulledImage image = pull(forPlatform(wanted, "linux/amd64"));
        assertRefused(DriverErrorCode.NOT_SUPPORTED, () -> pull(forPlatform(wanted, "linux/s390x")));
        assertThat(held(driver(), wanted))
                .extracting(HeldImage::digest)
                .containsExactly(image.image().digest());
    }

    @Test
    void whoMayNotIsRefusedWithoutAWordOfThePassword() {
        Wanted wanted = registry().image();
        assertRefusedAndNothingIsHere(DriverErrorCode.REGISTRY_REFUSED, with(wanted, (Login) null));
        Wanted wrong = with(wanted, new Login(login(wanted).username(), "not-the-canary"));
        assertRefusedAndNothingIsHere(DriverErrorCode.REGISTRY_REFUSED, wrong);
        assertTold(wrong);
        assertThat(registry().sent()).isZero();
        assertThat(pull(wanted).image().digest()).isNotBlank();
    }

    @Test
    void whatARegistrySaysIsPassedOnInPartAndWithoutThePassword() {
        assertTold(registry().spiteful());
        assertThat(held(driver(), registry().spiteful())).isEmpty();
    }

    private void assertTold(Wanted wanted) {
        DriverException refusal = catchThrowableOfType(DriverException.class, () -> pull(wanted));
        assertThat(refusal).isNotNull();
        Login login = login(wanted);
        String pair = login.username() + ":" + login.password();
        assertThat(List.of(refusal.safeMessage(), refusal.internalDetail(), refusal.toString()))
                .allSatisfy(words -> assertThat(words)
                        .doesNotContain(login.password())
                        .doesNotContain(Base64.getEncoder().encodeToString(pair.getBytes(UTF_8))));
        assertThat(refusal.safeMessage()).hasSizeLessThan(LONGEST_MESSAGE).doesNotMatch("(?s).*\\p{Cntrl}.*");
    }

    @Test
    void whatIsNotWhatItsDigestPromisesIsRefused() {
        assertRefusedAndNothingIsHere(
                DriverErrorCode.BACKEND_REFUSED, registry().forged());
    }

    @Test
    void anInterruptEndsAPullAndLeavesNothing() {
        Wanted wanted = registry().gated();
        CompletableFuture<DriverErrorCode> told = new CompletableFuture<>();
        Thread caller = Thread.ofVirtual().start(() -> {
            try {
                told.completeExceptionally(new AssertionError("it was pulled: " + pull(wanted)));
            } catch (DriverException ended) {
                told.complete(ended.code());
            }
        });
        Eventually.holds("half of it is here", fixture().patience(), registry()::holdsBack);
        assertThat(told).isNotDone();
        caller.interrupt();
        assertThat(told.orTimeout(fixture().patience().toSeconds(), TimeUnit.SECONDS)
                        .join())
                .isEqualTo(DriverErrorCode.INTERRUPTED);
        assertThat(held(driver(), wanted)).isEmpty();
        registry().openGate();
        pull(wanted);
        assertThat(held(driver(), wanted)).hasSize(1);
    }

    @Test
    void aCallerWhoIsInterruptedBeforeAsksNobody() {
        Wanted wanted = registry().image();
        int before = registry().asked();
        Thread.currentThread().interrupt();
        assertRefused(DriverErrorCode.INTERRUPTED, () -> pull(wanted));
        assertThat(Thread.interrupted()).as("the interrupt flag is kept").isTrue();
        assertThat(registry().asked()).isEqualTo(before);
        assertThat(held(driver(), wanted)).isEmpty();
    }

    @Test
    void aMalformedNameIsAskedOfNobody() {
        Wanted good = registry().image();
        String registry = good.repository().split("/", 2)[0];
        int before = registry().asked();
        List<Wanted> malformed = Stream.of(
                        "app",
                        "",
                        registry,
                        registry + "/",
                        registry + "/Team/App",
                        registry + "/../../v2",
                        registry + "/team//app",
                        registry + "/team/app?x=1",
                        registry + "/team/app#x",
                        registry + "/team/app%2e%2e",
                        registry + "/team/app\r\nX-Forged: 1",
                        registry + "/team/app\0",
                        "http://" + registry + "/team/app",
                        "user:word@" + registry + "/team/app",
                        registry + "/" + "a".repeat(100_000))
                .map(name -> new Wanted(name, good.version(), null, good.login()))
                .toList();
        assertThat(malformed).allSatisfy(wanted -> assertRefused(DriverErrorCode.SOURCE_INVALID, () -> pull(wanted)));
        assertThat(Stream.of("", " ", "1 2", "../1", "1\n2", "1&tag=2", "sha256:12", "a".repeat(129)))
                .allSatisfy(version -> assertRefused(DriverErrorCode.SOURCE_INVALID, () -> pull(with(good, version))));
        assertThat(registry().asked()).isEqualTo(before);
    }

    @Test
    void aBackendThatIsAwayIsTold() {
        Driver cutOff = fixture().withoutBackend().orElseThrow();
        assertRefused(
                DriverErrorCode.BACKEND_UNAVAILABLE,
                () -> pulling(cutOff).pull(registry().image(), _ -> {}));
        assertThat(registry().asked()).isZero();
    }
}
