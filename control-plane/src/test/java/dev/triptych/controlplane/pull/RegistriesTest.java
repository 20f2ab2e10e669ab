package dev.triptych.controlplane.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.controlplane.dispatch.ImagesProperties;
import dev.triptych.controlplane.dispatch.ImagesProperties.PullLimits;
import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException;
import dev.triptych.spi.ByteSize;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images come from listed registries alone, and never from this host or its link by accident. */
class RegistriesTest {
    private static final String PUBLIC = "203.0.113.7";

    private static Registries registries(boolean onLoopback, HostLookup lookup, String... listed) {
        Duration time = Duration.ofMinutes(1);
        ByteSize size = ByteSize.ofMebibytes(1);
        return new Registries(
                new ImagesProperties(
                        size,
                        size,
                        1,
                        1,
                        time,
                        Set.of(listed),
                        onLoopback,
                        new PullLimits(1, size, time, time, time, 1)),
                lookup);
    }

    private static HostLookup answering(String... addresses) {
        return _ -> {
            List<InetAddress> found = new java.util.ArrayList<>();
            for (String address : addresses) {
                found.add(InetAddress.getByName(address));
            }
            return found;
        };
    }

    private static void refused(Registries registries, String reference, ErrorCode code, String... words) {
        assertThatThrownBy(() -> registries.require(ImageAddress.parse(reference)))
                .isInstanceOfSatisfying(TriptychException.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo(code);
                    assertThat(refusal.safeMessage()).contains(words);
                });
    }

    @Test
    void nothingMayBePulledUnlessItIsListed() {
        refused(
                registries(false, answering(PUBLIC)),
                "registry.example/app:1",
                ErrorCode.REGISTRY_NOT_ALLOWED,
                "registry.example",
                "triptych.images.registries");
        refused(
                registries(false, answering(PUBLIC), "registry.example"),
                "registry.example:5000/app:1",
                ErrorCode.REGISTRY_NOT_ALLOWED,
                "registry.example:5000");
    }

    @Test
    void aNameWithoutARegistryIsDockersOwnAndNeedsToBeListedAsSuch() {
        refused(
                registries(false, answering(PUBLIC), "registry.example"),
                "alpine:3",
                ErrorCode.REGISTRY_NOT_ALLOWED,
                "docker.io");
        assertThatCode(() -> registries(false, answering(PUBLIC), "docker.io").require(ImageAddress.parse("alpine:3")))
                .doesNotThrowAnyException();
    }

    @Test
    void aListedRegistryInAPrivateNetworkIsFine() {
        assertThatCode(() -> registries(false, answering("10.1.2.3", "fd00::1"), "registry.example")
                        .require(ImageAddress.parse("registry.example/app:1")))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1:5000",
                "10.1.2.3",
                "169.254.169.254",
                "2130706433:80",
                "0x7f000001:80",
                "0x7f.1",
                "0177.0.0.1",
                "127.1",
                "1.2.3.4.5",
                "[::1]:5000",
                "[fe80::1]:5000",
                "[::ffff:127.0.0.1]:5000",
                "localhost",
                "localhost:5000",
                "registry.localhost",
                "a.b.localhost:80"
            })
    void addressesAndThisHostAreRefusedAlsoWhenListed(String registry) {
        refused(
                registries(false, answering(PUBLIC), registry),
                registry + "/app:1",
                ErrorCode.REGISTRY_NOT_ALLOWED,
                registry);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.5.6.7",
                "::1",
                "0.0.0.0",
                "0.1.2.3",
                "::",
                "169.254.169.254",
                "fe80::1",
                "224.0.0.1",
                "::ffff:127.0.0.1",
                "64:ff9b::7f00:1",
                "64:ff9b::a9fe:a9fe",
                "2002:7f00:1::1"
            })
    void aNameThatMeansThisHostOrItsLinkIsRefusedAlsoBesideOtherAddresses(String address) {
        refused(
                registries(false, answering(PUBLIC, address), "registry.example"),
                "registry.example/app:1",
                ErrorCode.REGISTRY_NOT_ALLOWED,
                "registry.example");
    }

    @Test
    void aNameThatMeansNothingIsSaid() {
        HostLookup nobody = host -> {
            throw new UnknownHostException(host);
        };
        refused(
                registries(false, nobody, "registry.example"),
                "registry.example/app:1",
                ErrorCode.REGISTRY_UNREACHABLE,
                "registry.example");
    }

    @Test
    void onLoopbackNeedsBothTheListAndThePropertyAndAPlainAddress() {
        for (String registry : List.of("127.0.0.1:5000", "localhost:5000", "10.1.2.3", "registry.example")) {
            assertThatCode(() -> registries(true, answering("127.0.0.1"), registry)
                            .require(ImageAddress.parse(registry + "/app:1")))
                    .doesNotThrowAnyException();
            refused(
                    registries(true, answering("127.0.0.1")),
                    registry + "/app:1",
                    ErrorCode.REGISTRY_NOT_ALLOWED,
                    registry);
        }
        for (String registry : List.of("2130706433:80", "0x7f.1", "0177.0.0.1", "127.1", "[::1]:5000")) {
            refused(
                    registries(true, answering("127.0.0.1"), registry),
                    registry + "/app:1",
                    ErrorCode.REGISTRY_NOT_ALLOWED,
                    registry);
        }
    }
}
