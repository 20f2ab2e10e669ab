package dev.triptych.driver.vm;

import dev.triptych.spi.WorkloadKey;

/**
 * What this driver keeps of one machine while it is open: nothing that the machine's folder and libvirt do not say, too.
 */
final class Machine {
    private final WorkloadKey key;
    private final MachineFiles files;
    private final RunStore store;
    private volatile boolean starting;

    Machine(WorkloadKey key, MachineFiles files) {
        this.key = key;
        this.files = files;
        this.store = new RunStore(files);
    }

    WorkloadKey key() {
        return key;
    }

    MachineFiles files() {
        return files;
    }

    RunStore store() {
        return store;
    }

    /** Whether this driver is just starting it; meanwhile libvirt's word that it is off means nothing. */
    boolean starting() {
        return starting;
    }

    void starting(boolean now) {
        starting = now;
    }
}
