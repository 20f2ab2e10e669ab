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
        KindOptions options,
        Network network) {
    public WorkloadSpec {
        mounts = List.copyOf(mounts);
        ports = List.copyOf(ports);
    }

    /** On the backend's own network. */
    public WorkloadSpec(
            WorkloadKey key,
            String name,
            Lifecycle lifecycle,
            Source source,
            Program program,
            List<Mount> mounts,
            List<Port> ports,
            Resources resources,
            KindOptions options) {
        this(key, name, lifecycle, source, program, mounts, ports, resources, options, Network.DEFAULT);
    }

    /** The same on another network. */
    public WorkloadSpec withNetwork(Network other) {
        return new WorkloadSpec(key, name, lifecycle, source, program, mounts, ports, resources, options, other);
    }
}
