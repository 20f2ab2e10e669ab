package dev.triptych.driver.container;

import dev.triptych.tck.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A Docker Engine that belongs to one test: its own data, sockets, containerd and bridge, which all go when it is closed.
 * Networks and firewall rules of the host's Engine stay as they are. Needs root.
 */
final class OwnDockerd implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path folder;
    private final String bridge = "trtest" + ProcessHandle.current().pid() % 100_000;
    private final Process daemon;

    /** Starts it with runtimes registered beside runc, each as {@code name=program}. */
    OwnDockerd(List<String> runtimes) {
        try {
            folder = Files.createTempDirectory("trdockerd");
            run("ip", "link", "add", "name", bridge, "type", "bridge");
            run("ip", "address", "add", "172.31.251.1/24", "dev", bridge);
            run("ip", "link", "set", bridge, "up");
            Path config = Files.writeString(folder.resolve("daemon.json"), "{}");
            List<String> command = new ArrayList<>(List.of(
                    "dockerd",
                    "--config-file=" + config,
                    "--data-root=" + folder.resolve("data"),
                    "--exec-root=" + folder.resolve("exec"),
                    "--pidfile=" + folder.resolve("docker.pid"),
                    "--host=unix://" + socket(),
                    "--bridge=" + bridge,
                    "--iptables=false",
                    "--ip6tables=false",
                    "--ip-masq=false",
                    "--ip-forward=false",
                    "--userland-proxy=false"));
            runtimes.forEach(runtime -> command.add("--add-runtime=" + runtime));
            daemon = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Eventually.value("the test's own dockerd answers", PATIENCE, this::answers, up -> up);
    }

    Path socket() {
        return folder.resolve("docker.sock");
    }

    private boolean answers() {
        if (!daemon.isAlive()) {
            throw new AssertionError("dockerd ended; its log is " + folder.resolve("log"));
        }
        return Files.exists(socket()) && quietly("docker", "--host=unix://" + socket(), "version") == 0;
    }

    private static void run(String... command) {
        if (quietly(command) != 0) {
            throw new AssertionError("cannot " + String.join(" ", command));
        }
    }

    private static int quietly(String... command) {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        daemon.destroy();
        try {
            if (!daemon.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                daemon.destroyForcibly();
            }
            run("ip", "link", "delete", bridge);
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
