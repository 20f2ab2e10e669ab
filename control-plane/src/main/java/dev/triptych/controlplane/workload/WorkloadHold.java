package dev.triptych.controlplane.workload;

import java.util.Optional;

/** Keeps users from replacing or deleting a workload that something else relies on for a while. */
public interface WorkloadHold {

    /** Who holds the workload of this name, and what to do about it, in a sentence; empty when it is free. */
    Optional<String> holderOf(String workload);
}
