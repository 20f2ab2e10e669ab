package dev.triptych.driver.container;

import dev.triptych.firewall.DeviceName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the container driver reaches the Docker Engine and what every container is limited to.
 *
 * @param socket the Engine's Unix socket
 * @param deadline for one request to the Engine; a start may take this long, a stop its grace and this
 * @param probeDeadline for the question how the Engine is
 * @param pidsLimit processes and threads that one container may have
 * @param logFileMib size of one log file of a container before the next is begun
 * @param logFiles log files kept per container; older output is dropped and reported as a gap
 * @param cgroupRoot where the host mounts its control groups
 * @param bridge the bridge of the network that all kinds share, which is the machines'
 * @param allow what descriptions may ask for beyond what every container has
 */
@ConfigurationProperties("triptych.container")
public record ContainerDriverProperties(
        @DefaultValue("/var/run/docker.sock") Path socket,
        @DefaultValue("60s") Duration deadline,
        @DefaultValue("3s") Duration probeDeadline,
        @DefaultValue("512") long pidsLimit,
        @DefaultValue("16") int logFileMib,
        @DefaultValue("3") int logFiles,
        @DefaultValue("/sys/fs/cgroup") Path cgroupRoot,
        @DefaultValue("triptych0") String bridge,
        @DefaultValue Allowances allow) {
    public ContainerDriverProperties {
        requirePositive("deadline", deadline.toMillis());
        requirePositive("probe-deadline", probeDeadline.toMillis());
        requirePositive("pids-limit", pidsLimit);
        requirePositive("log-file-mib", logFileMib);
        requirePositive("log-files", logFiles);
        if (!socket.isAbsolute() || !cgroupRoot.isAbsolute()) {
            throw new IllegalArgumentException("triptych.container: socket and cgroup-root must be absolute paths");
        }
        if (!DeviceName.isUsable(bridge)) {
            throw new IllegalArgumentException("triptych.container.bridge: \"" + bridge + "\" is not a name that a"
                    + " network device can be guarded by; take 1 to 15 letters, digits, '_', '.' and '-'");
        }
    }

    /**
     * What descriptions may ask for beyond what every container has.
     *
     * @param pids the most processes and threads of one container
     * @param capabilities those that may be added; not those by which a container reaches the host
     * @param seccompUnconfined whether one may do without the filter of system calls
     */
    public record Allowances(
            @DefaultValue("4096") long pids,

            @DefaultValue({
                "AUDIT_WRITE",
                "CHOWN",
                "DAC_OVERRIDE",
                "FOWNER",
                "FSETID",
                "KILL",
                "MKNOD",
                "NET_BIND_SERVICE",
                "NET_RAW",
                "SETFCAP",
                "SETGID",
                "SETPCAP",
                "SETUID",
                "SYS_CHROOT"
            })
            Set<String> capabilities,

            @DefaultValue("false") boolean seccompUnconfined) {
        public Allowances {
            capabilities = Set.copyOf(capabilities);
            requirePositive("allow.pids", pids);
        }
    }

    private static void requirePositive(String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException("triptych.container." + name + " must be more than 0, was " + value);
        }
    }
}
