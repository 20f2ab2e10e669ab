package dev.triptych.driver.container;

import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.TmpfsOptions;
import com.github.dockerjava.api.model.Ulimit;
import dev.triptych.spi.KindOptions.Confinement;
import dev.triptych.spi.KindOptions.Seccomp;
import dev.triptych.spi.KindOptions.Tmpfs;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What a container may do → the Engine's words for it. Everything is taken away first, and given back by name. */
final class ConfinementMapper {
    private static final int OCTAL = 8;
    private static final String EVERY = "ALL";

    /**
     * What images commonly need when their entrypoint starts as root: to own and read their files, to become another
     * user, to signal their children, to listen below 1024. Docker's own default adds raw sockets, devices, chroot,
     * file capabilities and the audit log, which we leave out.
     */
    private static final Set<Capability> KEPT = Set.of(
            Capability.CHOWN,
            Capability.DAC_OVERRIDE,
            Capability.FOWNER,
            Capability.KILL,
            Capability.NET_BIND_SERVICE,
            Capability.SETGID,
            Capability.SETUID);

    private ConfinementMapper() {}

    /** Fills in what a container may do. */
    static HostConfig fill(HostConfig host, Confinement confinement, long pidsLimit) {
        Long pids = confinement.pids();
        return host.withPidsLimit(pids == null ? pidsLimit : pids)
                .withCapDrop(Capability.ALL)
                .withCapAdd(given(confinement).toArray(Capability[]::new))
                .withSecurityOpts(securityOptions(confinement))
                .withReadonlyRootfs(confinement.readOnlyRoot())
                .withUlimits(confinement.ulimits().stream()
                        .map(limit -> new Ulimit(limit.name(), limit.soft(), limit.hard()))
                        .toList())
                .withPrivileged(false)
                .withCgroupnsMode("private")
                .withIpcMode("private");
    }

    private static Set<Capability> given(Confinement confinement) {
        Set<Capability> given = EnumSet.copyOf(KEPT);
        for (String dropped : confinement.droppedCapabilities()) {
            given.removeIf(kept -> dropped.equals(EVERY) || kept.name().equals(dropped));
        }
        confinement.addedCapabilities().forEach(added -> given.add(Capability.valueOf(added)));
        return given;
    }

    private static List<String> securityOptions(Confinement confinement) {
        List<String> options = new ArrayList<>(List.of("no-new-privileges"));
        if (confinement.seccomp() == Seccomp.UNCONFINED) {
            options.add("seccomp=unconfined");
        }
        return options;
    }

    /** A folder in memory. */
    static Mount mount(Tmpfs tmpfs) {
        return new Mount()
                .withType(MountType.TMPFS)
                .withTarget(tmpfs.path())
                .withTmpfsOptions(new TmpfsOptions()
                        .withSizeBytes(tmpfs.size().bytes())
                        .withMode(Integer.parseInt(tmpfs.mode(), OCTAL)));
    }
}
