package dev.triptych.spi;

import java.util.List;

/**
 * What a driver is asked to run: the user's description after the control plane has validated it, filled in the
 * defaults, pinned the source to a digest, resolved the secrets and turned volumes into directories.
 *
 * @param name the workload's name; for people, and part of backend object names. Identity is {@code key} alone
 */
public record WorkloadSpec(
        WorkloadKey key,
        String name,
        Lifecycle lifecycle,
        Source source,
        Program program,
        List<Mount> mounts,
        List<Port> ports,
        Resources resources,
        KindOptions options) {
    public WorkloadSpec {
        mounts = List.copyOf(mounts);
        ports = List.copyOf(ports);
    }
}
