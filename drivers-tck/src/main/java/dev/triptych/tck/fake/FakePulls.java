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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Registries of a simulated backend: they have every image, and are as slow as they are told to be. */
public final class FakePulls implements ImagePulling {
    private static final Progress WHOLE = new Progress(2, 2, 2048, 2048, 2048);

    private static final String PLATFORM = "linux/amd64";
    private static final Pattern REFERENCE = Pattern.compile(
            "[a-z0-9.-]+(:[0-9]+)?(/[a-z0-9][a-z0-9._-]{0,200})+(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}|@sha256:[0-9a-f]{64})");

    private final FakeBackend backend;
    /** The digests of images by those of their manifests. */
    private final Map<String, String> images = new ConcurrentHashMap<>();

    private final Map<String, ReentrantLock> turns = new ConcurrentHashMap<>();
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
        boolean wellFormed = backend.call(
                FakeOperation.PULL, () -> REFERENCE.matcher(wanted.reference()).matches());
        if (!wellFormed) {
            throw new DriverException(DriverErrorCode.SOURCE_INVALID, "no name of an image in a simulated registry");
        }
        ReentrantLock turn = turns.computeIfAbsent(wanted.reference(), _ -> new ReentrantLock());
        try {
            turn.lockInterruptibly();
            try {
                return inTurn(wanted, listener);
            } finally {
                turn.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DriverException(DriverErrorCode.INTERRUPTED, "the simulated pull was interrupted", "", e);
        }
    }

    /** Of what is here, the registry is asked and sends nothing. */
    private PulledImage inTurn(Wanted wanted, Consumer<Progress> listener) throws InterruptedException {
        String name = wanted.reference();
        String manifest = wanted.byDigest() ? wanted.version() : digestOf("manifest " + name);
        String digest = images.computeIfAbsent(manifest, _ -> digestOf(name));
        Transfer way = asked(wanted);
        String platform = wanted.platform();
        if (backend.images().find(digest).isEmpty() || (platform != null && !platform.equals(PLATFORM))) {
            way.run(wanted, listener);
        }
        ByteSize size = new ByteSize(4096);
        List<String> names = wanted.byDigest() ? List.of() : List.of(name);
        backend.images().hold(new HeldImage(digest, names, size, new ByteSize(0), null));
        ImageConfig config = new ImageConfig(List.of("/pulled"), List.of(), Map.of(), "/", "", PLATFORM);
        return new PulledImage(new ResolvedImage(name, digest, size, config), wanted.repository() + "@" + manifest);
    }
}
