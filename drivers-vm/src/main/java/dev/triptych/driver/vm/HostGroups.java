package dev.triptych.driver.vm;

import dev.triptych.spi.CpuWeight;
import java.nio.file.Files;
import java.nio.file.Path;

/** What is to be known of the host's control groups, which libvirt keeps for its machines. */
final class HostGroups {
    private static final boolean UNIFIED = Files.exists(Path.of("/sys/fs/cgroup/cgroup.controllers"));

    private HostGroups() {}

    /** A weight in libvirt's words, which are those of the kernel's file: another one in each version of its interface. */
    static int shares(CpuWeight weight) {
        return UNIFIED ? weight.value() : weight.shares();
    }
}
