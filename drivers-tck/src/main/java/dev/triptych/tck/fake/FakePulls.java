package dev.triptych.tck.fake;

import dev.triptych.spi.ByteSize;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.ImageConfig;
import dev.triptych.spi.ImagePulling;
import dev.triptych.spi.ImageSource.HeldImage;
import dev.triptych.spi.ImageSource.ResolvedImage;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Registries of a simulated backend: they have every image, and are as slow as they are told to be. */
public final class FakePulls implements ImagePulling {
    private static final Progress WHOLE = new Progress(2, 2, 2048, 2048, 2048);

    private final FakeBackend backend;
    private final List<Wanted> asked = new ArrayList<>();
    private Transfer transfer = (_, listener) -> listener.accept(WHOLE);

    FakePulls(FakeBackend backend) {
        this.backend = backend;
    }

    /** What happens before an image is here. */
    @FunctionalInterface
    public interface Transfer {
        void run(Wanted wanted, Consumer<Progress> listener) throws InterruptedException;
    }

    /** How images come from now on. Unless told, they are here at once. */
    public synchronized void onPull(Transfer way) {
        transfer = way;
    }

    /** Images are here at once again. */
    public void atOnce() {
        onPull((_, listener) -> listener.accept(WHOLE));
    }

    /** All that was asked for so far. */
    public synchronized List<Wanted> asked() {
        return List.copyOf(asked);
    }

    private synchronized Transfer asked(Wanted wanted) {
        asked.add(wanted);
        return transfer;
    }

    /** The digest of an image that a simulated registry has. */
    public static String digestOf(String reference) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(reference.getBytes(StandardCharsets.UTF_8));
            return "sha256:" + HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public PulledImage pull(Wanted wanted, Consumer<Progress> listener) {
        boolean here = backend.call(FakeOperation.PULL, () -> true);
        try {
            if (here) {
                asked(wanted).run(wanted, listener);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DriverException(DriverErrorCode.INTERRUPTED, "the simulated pull was interrupted", "", e);
        }
        String name = wanted.reference();
        String digest = digestOf(name);
        ByteSize size = new ByteSize(4096);
        List<String> names = wanted.byDigest() ? List.of() : List.of(name);
        backend.images().hold(new HeldImage(digest, names, size, new ByteSize(0), null));
        ImageConfig config = new ImageConfig(List.of("/pulled"), List.of(), Map.of(), "/", "", "linux/amd64");
        String manifest = wanted.byDigest() ? wanted.version() : digestOf("manifest " + name);
        return new PulledImage(new ResolvedImage(name, digest, size, config), wanted.repository() + "@" + manifest);
    }
}
