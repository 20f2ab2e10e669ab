package dev.triptych.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A dockerd of the test's own, which may be stopped, killed and frozen: own data, own socket, own bridge, and no firewall
 * rule written, so that the host's Engine does not notice it.
 */
final class OwnDocker implements AutoCloseable {
    private static final String BRIDGE = "tripit0";
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Path folder;
    private boolean liveRestore;
    private Process daemon;

    private OwnDocker(Path folder) {
        this.folder = folder;
        this.liveRestore = true;
        this.daemon = launch();
    }

    /** Starts one with these images of the host's Engine in it. */
    static OwnDocker start(String... images) {
        try {
            if (Shell.attempt("ip", "link", "show", BRIDGE).code() != 0) {
                Shell.run("ip", "link", "add", BRIDGE, "type", "bridge");
                Shell.run("ip", "address", "add", "192.168.213.1/24", "dev", BRIDGE);
            }
            Shell.run("ip", "link", "set", BRIDGE, "up");
            OwnDocker docker = new OwnDocker(Files.createTempDirectory("triptych-dockerd-"));
            try {
                docker.awaitAnswer();
                String copy = "docker save " + String.join(" ", images) + " | docker -H " + docker.host() + " load";
                Shell.run("sh", "-c", copy);
                return docker;
            } catch (AssertionError e) {
                docker.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process launch() {
        List<String> command = new ArrayList<>(List.of(
                "dockerd",
                "--data-root=" + folder.resolve("data"),
                "--exec-root=" + folder.resolve("exec"),
                "--pidfile=" + folder.resolve("pid"),
                "--host=" + host(),
                "--bridge=" + BRIDGE,
                "--iptables=false",
                "--ip-masq=false"));
        if (liveRestore) {
            command.add("--live-restore");
        }
        try {
            Files.deleteIfExists(folder.resolve("pid")); // of one that was killed
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitAnswer() {
        Await.level("dockerd answers; its log: " + folder.resolve("log"), PATIENCE, () -> {
            if (!daemon.isAlive()) {
                throw new AssertionError("dockerd ended: " + read("log"));
            }
            return Shell.attempt("docker", "-H", host(), "version").code() == 0;
        });
    }

    Path socket() {
        return folder.resolve("s");
    }

    private String host() {
        return "unix://" + socket();
    }

    /** What {@code docker} says about this Engine. */
    String run(String... arguments) {
        List<String> command = new ArrayList<>(List.of("docker", "-H", host()));
        command.addAll(List.of(arguments));
        return Shell.run(command.toArray(String[]::new)).strip();
    }

    /** Id, start, process and process start of each container: what must be the same when nothing was harmed. */
    List<String> identities() {
        List<String> identities = new ArrayList<>();
        for (String id : run("ps", "-q", "--no-trunc").lines().toList()) {
            String line = run("inspect", "--format", "{{.Id}} {{.State.StartedAt}} {{.State.Pid}}", id);
            identities.add(line + " " + Processes.startOf(Long.parseLong(line.substring(line.lastIndexOf(' ') + 1))));
        }
        return identities.stream().sorted().toList();
    }

    /** SIGTERM; returns when the daemon is gone. */
    void stop() {
        daemon.destroy();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            if (!daemon.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                daemon.destroyForcibly();
                throw new AssertionError("dockerd did not end: " + read("log"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Starts it again where it does not run; returns when it answers. */
    void startAgain() {
        if (!daemon.isAlive()) {
            daemon = launch();
        }
        awaitAnswer();
    }

    /** From the next start on. */
    void liveRestore(boolean wanted) {
        liveRestore = wanted;
    }

    /** SIGSTOP: it holds its connections and answers nothing. */
    void freeze() {
        Processes.freeze(daemon.pid());
    }

    void thaw() {
        Processes.thaw(daemon.pid());
    }

    /** Whatever was done to it: it runs and answers on return. */
    void revive() {
        if (daemon.isAlive()) {
            thaw();
        }
        startAgain();
    }

    private String read(String file) {
        try {
            return Files.readString(folder.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes every container, ends the daemon, and removes what it kept. */
    @Override
    public void close() {
        revive();
        run("ps", "-aq").lines().forEach(id -> run("rm", "-f", id));
        stop();
        Shell.run("sh", "-c", "grep ' " + folder + "' /proc/self/mounts | cut -d' ' -f2 | xargs -r umount -l");
        Shell.run("rm", "-rf", folder.toString());
        Shell.run("ip", "link", "delete", BRIDGE);
    }
}
