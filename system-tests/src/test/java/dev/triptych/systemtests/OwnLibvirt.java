package dev.triptych.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A libvirtd of the test's own, which may be stopped: its sockets, its configuration, its state and its network are its
 * own, by a mount namespace in which libvirt's folders are others. The machines that it starts outlive it.
 */
final class OwnLibvirt implements AutoCloseable {
    private static final String NETWORK = "triptych";
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    /** With the knowledge of QEMU that the host's libvirtd has gathered, which takes a while to gather. */
    private static final String LAUNCH = """
            set -e
            cd "$1"
            if [ ! -d run ]; then
              mkdir -p run etc lib cache sock
              cp -a /var/cache/libvirt/. cache/
              echo 'stdio_handler = "file"' >etc/qemu.conf
              printf 'unix_sock_dir = "%s"\\nauth_unix_rw = "none"\\n' "$1/sock" >libvirtd.conf
            fi
            mount --bind run /run/libvirt
            mount --bind etc /etc/libvirt
            mount --bind lib /var/lib/libvirt
            mount --bind cache /var/cache/libvirt
            exec libvirtd --config "$1/libvirtd.conf" --pid-file "$1/pid"
            """;

    private static final String NETWORK_XML = """
            <network>
              <name>triptych</name>
              <forward mode='open'/>
              <bridge name='tripit1' stp='off' delay='0'/>
              <ip address='192.168.214.1' netmask='255.255.255.0'>
                <dhcp><range start='192.168.214.10' end='192.168.214.250'/></dhcp>
              </ip>
            </network>
            """;

    private final Path folder;
    private Process daemon;

    private OwnLibvirt(Path folder) {
        this.folder = folder;
        this.daemon = launch();
    }

    static OwnLibvirt start() {
        try {
            Path folder = Files.createTempDirectory(
                    "triptych-libvirtd-",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
            OwnLibvirt libvirt = new OwnLibvirt(folder);
            try {
                libvirt.awaitAnswer();
                Path network = Files.writeString(folder.resolve("network.xml"), NETWORK_XML);
                libvirt.run("net-define", network.toString());
                libvirt.run("net-start", NETWORK);
                return libvirt;
            } catch (AssertionError e) {
                libvirt.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process launch() {
        try {
            return new ProcessBuilder(
                            "unshare", "-m", "--propagation", "private", "sh", "-c", LAUNCH, "sh", folder.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitAnswer() {
        Await.level("libvirtd answers; its log: " + folder.resolve("log"), PATIENCE, () -> {
            if (!daemon.isAlive()) {
                throw new AssertionError("libvirtd ended; its log: " + Shell.run("cat", folder + "/log"));
            }
            return Shell.attempt("virsh", "-q", "-c", uri(), "version").code() == 0;
        });
    }

    String uri() {
        return "qemu+unix:///system?socket=" + folder.resolve("sock").resolve("libvirt-sock");
    }

    /** What {@code virsh} says about this libvirtd. */
    String run(String... arguments) {
        List<String> command = new ArrayList<>(List.of("virsh", "-q", "-c", uri()));
        command.addAll(List.of(arguments));
        return Shell.run(command.toArray(String[]::new)).strip();
    }

    /** Id, state and QEMU's process with its start, of each running machine: what must be the same when nothing was harmed. */
    List<String> identities() {
        return run("list", "--name")
                .lines()
                .filter(name -> !name.isBlank())
                .sorted()
                .map(this::identity)
                .toList();
    }

    private String identity(String domain) {
        long pid = Long.parseLong(
                Shell.lines("pgrep", "-f", "guest=" + domain + ",").getFirst());
        return run("domuuid", domain) + " " + run("domstate", domain) + " " + pid + " " + Processes.startOf(pid);
    }

    /** SIGTERM; returns when the daemon is gone. */
    void stop() {
        daemon.destroy();
        try {
            if (!daemon.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                daemon.destroyForcibly();
                throw new AssertionError("libvirtd did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** SIGSTOP: it holds its connections and answers nothing. */
    void freeze() {
        Processes.freeze(daemon.pid());
    }

    void thaw() {
        Processes.thaw(daemon.pid());
    }

    /** Starts it again where it does not run; returns when it answers, whatever was done to it. */
    void startAgain() {
        if (daemon.isAlive()) {
            thaw();
        } else {
            daemon = launch();
        }
        awaitAnswer();
    }

    /** Destroys every machine, ends the daemon, and removes what it kept. */
    @Override
    public void close() {
        startAgain();
        run("list", "--name").lines().filter(name -> !name.isBlank()).forEach(name -> run("destroy", name));
        Shell.attempt("virsh", "-q", "-c", uri(), "net-destroy", NETWORK);
        stop();
        Shell.run("rm", "-rf", folder.toString());
    }
}
