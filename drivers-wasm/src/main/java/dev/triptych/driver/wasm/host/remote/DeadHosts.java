package dev.triptych.driver.wasm.host.remote;

import dev.triptych.driver.wasm.host.KeptRun;
import dev.triptych.driver.wasm.host.wire.Dedication;
import dev.triptych.driver.wasm.host.wire.HostFolder;
import dev.triptych.process.Trees;
import dev.triptych.spi.Exit;
import dev.triptych.spi.ExitReason;
import dev.triptych.spi.Observation;
import dev.triptych.spi.WorkloadKey;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Takes over what hosts kept of their guests when they die, and removes what they leave: folders and control groups. */
final class DeadHosts {
    private static final System.Logger LOG = System.getLogger(DeadHosts.class.getName());

    private final RemoteSettings settings;
    private final WasmFolder folder;
    private final ControlGroups groups;
    private final KeptRuns kept;
    private final Map<WorkloadKey, Observation> running = new ConcurrentHashMap<>();

    DeadHosts(RemoteSettings settings, WasmFolder folder, ControlGroups groups, KeptRuns kept) {
        this.settings = settings;
        this.folder = folder;
        this.groups = groups;
        this.kept = kept;
    }

    /** An object was seen to run, in case that its host dies before it has written that down. */
    void saw(Observation object) {
        running.put(object.key(), object);
    }

    /** What is left of an object; null when that is nothing. */
    @Nullable
    KeptRun get(WorkloadKey key) {
        return kept.get(key);
    }

    Collection<KeptRun> all() {
        return kept.all();
    }

    /** What is known of an object that no living host has. */
    Observation observe(WorkloadKey key) {
        KeptRun run = kept.get(key);
        return run == null ? Observation.absent(key, settings.clock().instant()) : run.observation();
    }

    /** Nobody asks for the object any more. */
    void forget(WorkloadKey key) {
        kept.forget(key);
        running.remove(key);
    }

    /** Of a host that has died while we were connected. */
    void bury(HostLink link, List<WorkloadKey> objects) {
        Exit end = endOfGuests(link);
        try {
            kept.take(link.folder(), end);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, "What a host kept of its guests could not be read", e);
        }
        objects.forEach(key -> kept.remember(running.remove(key), end));
        try {
            remove(link.folder());
            Dedication own = link.settings().dedication();
            if (own != null) {
                groups.remove(own.group());
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "What a host left could not be removed", e);
        }
    }

    /** Of a host that died while no service ran. */
    void bury(HostFolder host) throws IOException {
        kept.take(host, kept.lost());
        remove(host);
    }

    private void remove(HostFolder host) throws IOException {
        Trees.delete(host.path());
        Files.deleteIfExists(folder.log(host));
    }

    /** How guests ended that ran when their host died. */
    private Exit endOfGuests(HostLink link) {
        Exit lost = kept.lost();
        Dedication own = link.settings().dedication();
        return own != null && groups.ranOutOfMemory(own.group())
                ? new Exit(
                        ExitReason.OUT_OF_MEMORY,
                        null,
                        null,
                        lost.at(),
                        "Its wasm host needed more memory than it may have ("
                                + own.limits().memoryInWords() + ").")
                : lost;
    }

    /** Removes groups of hosts that ended while no service ran. */
    void sweepGroups(List<HostLink> living) throws IOException {
        for (String name : groups.names(settings.installation().toString())) {
            boolean used = living.stream()
                    .map(link -> link.settings().dedication())
                    .anyMatch(own -> own != null && own.group().equals(name));
            if (!used) {
                groups.removeIfEmpty(name);
            }
        }
    }
}
