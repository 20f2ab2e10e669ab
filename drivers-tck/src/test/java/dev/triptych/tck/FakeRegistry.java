package dev.triptych.tck;

import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.ImagePulling.Login;
import dev.triptych.spi.ImagePulling.Progress;
import dev.triptych.spi.ImagePulling.Wanted;
import dev.triptych.tck.fake.FakeBackend;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The registry of a {@link FakeBackend}. */
final class FakeRegistry implements RegistryFixture {
    private static final String HOST = "registry.test:5000/team/";
    private static final String TAG = "1";
    private static final String NOBODYS = "sha256:" + "0".repeat(64);
    private static final String PLATFORM = "linux/amd64";
    private static final Login LOGIN = new Login("robot", "canary");
    private static final Progress HALF = new Progress(1, 0, 2048, 1024, 0);
    private static final Progress WHOLE = new Progress(1, 1, 2048, 2048, 2048);

    private final FakeBackend backend;
    private final CountDownLatch half = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);
    private final AtomicInteger sent = new AtomicInteger();

    FakeRegistry(FakeBackend backend) {
        this.backend = backend;
        backend.pulls().onPull(this::send);
    }

    private void send(Wanted wanted, Consumer<Progress> listener) throws InterruptedException {
        if (wanted.repository().equals(unreachable().repository())) {
            throw refused(DriverErrorCode.REGISTRY_UNREACHABLE);
        }
        if (!LOGIN.equals(wanted.login())) {
            throw refused(DriverErrorCode.REGISTRY_REFUSED);
        }
        String platform = wanted.platform();
        if (platform != null && !platform.equals(PLATFORM)) {
            throw refused(DriverErrorCode.NOT_SUPPORTED);
        }
        switch (wanted.repository().substring(HOST.length())) {
            case "app" -> {
                if (wanted.byDigest()
                        ? wanted.version().equals(NOBODYS)
                        : !wanted.version().equals(TAG)) {
                    throw refused(DriverErrorCode.SOURCE_NOT_FOUND);
                }
                sent.incrementAndGet();
            }
            case "gated" -> {
                listener.accept(HALF);
                half.countDown();
                gate.await();
            }
            case "forged", "spiteful" -> throw refused(DriverErrorCode.BACKEND_REFUSED);
            default -> throw refused(DriverErrorCode.SOURCE_NOT_FOUND);
        }
        listener.accept(WHOLE);
    }

    private static DriverException refused(DriverErrorCode code) {
        return new DriverException(code, "the simulated registry does not give it");
    }

    private static Wanted wanted(String name) {
        return new Wanted(HOST + name, TAG, null, LOGIN);
    }

    @Override
    public Wanted image() {
        return wanted("app");
    }

    @Override
    public Wanted gated() {
        return wanted("gated");
    }

    @Override
    public boolean holdsBack() {
        return half.getCount() == 0;
    }

    @Override
    public void openGate() {
        gate.countDown();
    }

    @Override
    public Wanted forged() {
        return wanted("forged");
    }

    @Override
    public Wanted spiteful() {
        return wanted("spiteful");
    }

    @Override
    public Wanted unreachable() {
        return new Wanted("nobody.test/team/app", TAG, null, null);
    }

    @Override
    public int asked() {
        return backend.pulls().asked().size();
    }

    @Override
    public int sent() {
        return sent.get();
    }

    @Override
    public void close() {
        openGate();
        backend.pulls().atOnce();
    }
}
