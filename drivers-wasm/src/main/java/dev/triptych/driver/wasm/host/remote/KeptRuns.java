package dev.triptych.driver.wasm.host.remote;

import dev.triptych.driver.wasm.host.KeptRun;
import dev.triptych.driver.wasm.host.wire.HostFolder;
import dev.triptych.process.ProcessAccount;
import dev.triptych.process.Trees;
import dev.triptych.spi.Exit;
import dev.triptych.spi.ExitReason;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.Moment;
import dev.triptych.spi.Observation;
import dev.triptych.spi.WorkloadKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What dead hosts have left: output and ends of their guests, until the objects are destroyed. It is moved out of the
 * account's reach before it is read, so that nobody can put something else in its place.
 */
final class KeptRuns {
    private static final System.Logger LOG = System.getLogger(KeptRuns.class.getName());

    private final Path root;
    private final ProcessAccount account;
    private final InstallationId installation;
    private final Clock clock;
    private final Map<WorkloadKey, KeptRun> runs = new ConcurrentHashMap<>();

    private KeptRuns(Path root, ProcessAccount account, InstallationId installation, Clock clock) {
        this.root = root;
        this.account = account;
        this.installation = installation;
        this.clock = clock;
    }

    /** With what an earlier service has found. */
    static KeptRuns open(WasmFolder folder, InstallationId installation) throws IOException {
        KeptRuns kept = new KeptRuns(folder.kept(), folder.account(), installation, folder.clock());
        try (Stream<Path> all = Files.list(kept.root)) {
            for (Path one : all.filter(kept::isOurs).toList()) {
                kept.read(one, kept.lost());
            }
        }
        return kept;
    }

    private boolean isOurs(Path folder) {
        return String.valueOf(folder.getFileName()).startsWith(installation.toString());
    }

    /** The end of a guest whose host died. */
    Exit lost() {
        return new Exit(
                ExitReason.LOST,
                null,
                null,
                Moment.now(clock),
                "It ran in a wasm host that has died, and died with it.");
    }

    /**
     * Takes over what a dead host has left.
     *
     * @param otherwise how guests ended that had not ended by themselves
     */
    Collection<KeptRun> take(HostFolder host, Exit otherwise) throws IOException {
        if (!Files.isDirectory(host.runs(), LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        Path place = root.resolve(installation + "-" + host.name());
        Files.move(host.runs(), place, StandardCopyOption.ATOMIC_MOVE);
        account.takeBack(place);
        return read(place, otherwise);
    }

    private List<KeptRun> read(Path place, Exit otherwise) throws IOException {
        removeWhatIsNoFile(place);
        List<KeptRun> found = new ArrayList<>();
        for (KeptRun run : KeptRun.in(place, otherwise, clock)) {
            KeptRun other = runs.get(run.key());
            boolean older = other != null
                    && run.startedAt().at().isBefore(other.startedAt().at());
            KeptRun obsolete = older ? run : runs.put(run.key(), run);
            if (obsolete != null) {
                obsolete.forget();
                found.remove(obsolete);
            }
            if (!older) {
                found.add(run);
            }
        }
        if (found.isEmpty()) {
            Trees.delete(place);
        }
        return found;
    }

    private static void removeWhatIsNoFile(Path place) throws IOException {
        try (Stream<Path> all = Files.list(place)) {
            for (Path one : all.toList()) {
                boolean plain = Files.isRegularFile(one, LinkOption.NOFOLLOW_LINKS)
                        && Integer.valueOf(1).equals(Files.getAttribute(one, "unix:nlink", LinkOption.NOFOLLOW_LINKS));
                if (!plain) {
                    Trees.delete(one);
                }
            }
        }
    }

    /** A run that its host had no time to write down; nothing of one that it had. */
    void remember(@Nullable Observation running, Exit end) {
        if (running != null && running.incarnation() != null && running.exit() == null) {
            runs.computeIfAbsent(running.key(), _ -> KeptRun.withoutFiles(running, end, clock));
        }
    }

    @Nullable
    KeptRun get(WorkloadKey key) {
        return runs.get(key);
    }

    Collection<KeptRun> all() {
        return List.copyOf(runs.values());
    }

    /** Its end and its output are on record, or nobody wants them. */
    void forget(WorkloadKey key) {
        KeptRun run = runs.remove(key);
        if (run != null) {
            run.forget();
            removeEmptyFolders();
        }
    }

    private void removeEmptyFolders() {
        try (Stream<Path> all = Files.list(root)) {
            for (Path one : all.filter(this::isOurs).toList()) {
                if (isEmpty(one)) {
                    Files.deleteIfExists(one);
                }
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "A folder of kept output could not be removed", e);
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.findAny().isEmpty();
        }
    }
}
