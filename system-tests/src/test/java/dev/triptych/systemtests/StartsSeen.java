package dev.triptych.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What Docker and libvirt say about starts while somebody listens: how often each of one installation's objects began. */
final class StartsSeen implements AutoCloseable {
    private final Path containers;
    private final Path domains;
    private final List<Process> listeners;

    private StartsSeen(Path containers, Path domains, List<Process> listeners) {
        this.containers = containers;
        this.domains = domains;
        this.listeners = listeners;
    }

    static StartsSeen listen() {
        try {
            Path containers = Files.createTempFile("triptych-starts-", ".containers");
            Path domains = Files.createTempFile("triptych-starts-", ".domains");
            Process docker = launch(
                    containers,
                    "docker",
                    "events",
                    "--filter",
                    "type=container",
                    "--filter",
                    "event=start",
                    "--format",
                    "{{.Actor.Attributes.name}}");
            Process libvirt = launch( // line by line: it has to be read while it goes on
                    domains,
                    "stdbuf",
                    "-oL",
                    "virsh",
                    "-c",
                    "qemu:///system",
                    "event",
                    "--event",
                    "lifecycle",
                    "--loop");
            return new StartsSeen(containers, domains, List.of(docker, libvirt));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Process launch(Path output, String... command) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    /** How often the object of this workload was started. */
    long of(String kind, String workload) {
        String object = "triptych-" + workload + "-";
        return switch (kind) {
            case "container" ->
                lines(containers).filter(line -> line.startsWith(object)).count();
            case "vm" ->
                lines(domains)
                        .filter(line -> line.contains("'" + object) && line.contains("Started"))
                        .count();
            default -> throw new IllegalArgumentException(kind + " tells of no starts");
        };
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        listeners.forEach(Process::destroy);
        try {
            Files.delete(containers);
            Files.delete(domains);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
