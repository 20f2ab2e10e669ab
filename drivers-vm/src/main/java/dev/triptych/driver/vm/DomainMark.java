package dev.triptych.driver.vm;

import dev.triptych.spi.InstallationId;
import dev.triptych.spi.Network.Egress;
import dev.triptych.spi.Port;
import dev.triptych.spi.WorkloadKey;
import java.util.List;

/**
 * What a domain's metadata says of the workload it belongs to.
 *
 * @param ports as declared, so that a control plane that was away can tell the endpoints
 * @param egress what the machine may open connections to
 */
record DomainMark(
        InstallationId installation,
        WorkloadKey key,
        String name,
        Accelerator accelerator,
        List<Port> ports,
        Egress egress) {
    /** The namespace of the metadata element. A name, not a place: nothing is fetched from it. */
    static final String NAMESPACE = "https://triptych.dev/xmlns/libvirt/1";

    static final String ELEMENT = "workload";

    DomainMark {
        ports = List.copyOf(ports);
    }

    /** Of a machine that may open connections to everything. */
    DomainMark(InstallationId installation, WorkloadKey key, String name, Accelerator accelerator, List<Port> ports) {
        this(installation, key, name, accelerator, ports, Egress.ALL);
    }

    String domainName() {
        return "triptych-" + name + "-" + key.id().shortForm() + (key.generation() == 1 ? "" : "-g" + key.generation());
    }
}
