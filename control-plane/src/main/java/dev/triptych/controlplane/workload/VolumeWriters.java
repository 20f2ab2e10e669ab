package dev.triptych.controlplane.workload;

import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException.Conflict;
import dev.triptych.spi.WorkloadKind;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Who may write a volume. A machine's kernel keeps what it has read for a while and does not see what others write meanwhile,
 * so a machine does not write what another workload writes. Containers and modules share one kernel and may.
 *
 * <p>A workload writes from the moment in which a run of it is on record until none is under way and none is to follow.
 */
@Component
class VolumeWriters {
    private final Ledger ledger;
    private final ReentrantLock deciding = new ReentrantLock();

    VolumeWriters(Ledger ledger) {
        this.ledger = ledger;
    }

    /**
     * Records a run unless somebody else writes what it would; nobody else begins to meanwhile.
     *
     * @throws Conflict {@link ErrorCode#VOLUME_IN_USE}
     */
    <T> T whileFree(Description wanted, Supplier<T> recording) {
        Set<String> written = written(wanted);
        if (written.isEmpty()) {
            return recording.get();
        }
        deciding.lock();
        try {
            for (WorkloadView view : ledger.unsettled()) {
                if (!view.workload().atRest() && !view.workload().name().equals(wanted.name())) {
                    refuseBeside(view.workload().description(), wanted, written);
                }
            }
            return recording.get();
        } finally {
            deciding.unlock();
        }
    }

    private static void refuseBeside(Description other, Description wanted, Set<String> written) {
        if (other.kind() != WorkloadKind.VM && wanted.kind() != WorkloadKind.VM) {
            return;
        }
        written(other).stream().filter(written::contains).findFirst().ifPresent(volume -> {
            throw new Conflict(
                    ErrorCode.VOLUME_IN_USE,
                    "The volume \"" + volume + "\" is written by \"" + other.name() + "\" ("
                            + other.kind().name().toLowerCase(Locale.ROOT)
                            + "), and a virtual machine writes a volume only alone. Mount it with readOnly, or stop \""
                            + other.name() + "\" first.");
        });
    }

    private static Set<String> written(Description description) {
        return description.mounts().stream()
                .filter(mount -> !mount.readOnly())
                .map(MountSpec::volume)
                .collect(Collectors.toSet());
    }
}
