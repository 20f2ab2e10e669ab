package dev.triptych.driver.wasm.host.remote;

import dev.triptych.driver.wasm.host.kept.KeptFiles;
import dev.triptych.driver.wasm.host.wire.HostFolder;
import dev.triptych.driver.wasm.host.wire.HostSettings;
import dev.triptych.process.Hello;
import dev.triptych.process.ProcessIdentity;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.WorkloadKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Hosts that live and speak another version of the protocol, so that they cannot be called. Their guests go on. Nothing new comes
 * to them, for nobody asks them; when all their runs have ended, or the last of those is to be destroyed, they are ended, and
 * what they kept is taken over. Whose runs they have, and which have ended, is told by the files in which they keep output.
 */
final class MuteHosts {
    private static final System.Logger LOG = System.getLogger(MuteHosts.class.getName());

    private final DeadHosts dead;
    private final List<Mute> hosts = new CopyOnWriteArrayList<>();

    MuteHosts(DeadHosts dead) {
        this.dead = dead;
    }

    private record Mute(HostFolder folder, int version, ProcessIdentity process) {
        Set<WorkloadKey> keys() {
            return runs(false);
        }

        Set<WorkloadKey> ended() {
            return runs(true);
        }

        private Set<WorkloadKey> runs(boolean endedOnly) {
            try {
                if (!Files.isDirectory(folder.runs(), LinkOption.NOFOLLOW_LINKS)) {
                    return Set.of();
                }
                return endedOnly ? KeptFiles.ended(folder.runs()) : KeptFiles.keys(folder.runs());
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "What a host of another version keeps could not be read", e);
                return Set.of();
            }
        }

        boolean hasEndedAllBut(@Nullable WorkloadKey unwanted) {
            Set<WorkloadKey> ended = ended();
            return keys().stream().allMatch(key -> key.equals(unwanted) || ended.contains(key));
        }
    }

    void add(HostFolder folder, HostSettings settings, ProcessIdentity process) {
        hosts.add(new Mute(folder, Math.max(1, settings.protocol()), process));
        look();
    }

    /** Ends those in which nothing runs any more, and takes over what the dead have left. */
    void look() {
        hosts.stream().filter(host -> host.hasEndedAllBut(null)).forEach(this::end);
        hosts.stream().filter(host -> !host.process().alive()).forEach(this::bury);
    }

    private void end(Mute host) {
        HostLink.kill(host.process());
        bury(host);
    }

    private void bury(Mute host) {
        if (hosts.remove(host)) {
            try {
                dead.bury(host.folder());
            } catch (IOException e) {
                LOG.log(System.Logger.Level.ERROR, "What a host left could not be read or removed", e);
            }
        }
    }

    /** @throws DriverException {@link DriverErrorCode#BACKEND_UNAVAILABLE} when the object is in one of them */
    void check(WorkloadKey key) {
        if (hosts.isEmpty()) {
            return;
        }
        look();
        for (Mute host : hosts) {
            if (host.keys().contains(key)) {
                throw new DriverException(
                        DriverErrorCode.BACKEND_UNAVAILABLE,
                        "It runs in a Wasm host of another version of Triptych, which speaks version %d of the protocol and not %d. It goes on there, and its end and output are told when it has ended."
                                .formatted(host.version(), Hello.VERSION));
            }
        }
    }

    /**
     * An object is not wanted any more: its host is ended when nothing else runs in it.
     *
     * @throws DriverException {@link DriverErrorCode#BACKEND_UNAVAILABLE} while something else does
     */
    void destroy(WorkloadKey key) {
        hosts.stream()
                .filter(host -> host.keys().contains(key) && host.hasEndedAllBut(key))
                .forEach(this::end);
        check(key);
    }

    /** For people; empty when there is none. */
    String summary() {
        return hosts.stream()
                .map(host -> ", process %d (running dry, speaks version %d)"
                        .formatted(host.process().pid(), host.version()))
                .collect(Collectors.joining());
    }
}
