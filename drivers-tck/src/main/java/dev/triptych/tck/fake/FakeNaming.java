package dev.triptych.tck.fake;

import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.SharedNaming;
import dev.triptych.spi.SharedSubnet;
import java.util.Map;
import java.util.Optional;

/** Names of one installation on a {@link FakeNetwork}. Only looks go wrong when they are told to. */
final class FakeNaming implements SharedNaming {
    private final FakeBackend backend;
    private final String domain;

    FakeNaming(FakeBackend backend, InstallationId installation) {
        this.backend = backend;
        this.domain = SharedSubnet.domainOf(installation);
    }

    @Override
    public void openNetwork() {
        backend.requireHere();
        if (!backend.network().open()) {
            throw new DriverException(DriverErrorCode.BACKEND_REFUSED, "there is no simulated network");
        }
    }

    @Override
    public void keepNames(Map<String, String> nameByAddress) {
        backend.requireHere();
        backend.network().keepNames(nameByAddress, domain);
    }

    @Override
    public Optional<NamedNetwork> lookAtNetwork() {
        return backend.call(
                FakeOperation.LOOK_AT_NETWORK, () -> backend.network().look());
    }
}
