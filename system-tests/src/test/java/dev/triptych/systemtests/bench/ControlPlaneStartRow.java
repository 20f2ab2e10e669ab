package dev.triptych.systemtests.bench;

import dev.triptych.systemtests.Await;
import dev.triptych.systemtests.Http;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The control plane: process start → first answer. Starts the very command line of the running service (so with its
 * start-up cache) on a home of its own whose database is there already.
 */
final class ControlPlaneStartRow implements Row {
    private static final Duration BOUND = Duration.ofMinutes(2);

    @Override
    public String name() {
        return "start";
    }

    @Override
    public String title() {
        return "Control plane: process start → first answer";
    }

    @Override
    public int usualPairs() {
        return 10;
    }

    @Override
    public void run(Http http, int repetitions, PrintStream out) throws IOException {
        List<String> command = commandOfTheService();
        Path home = Files.createTempDirectory(
                "triptych-bench-", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        try {
            startOnce(command, home, new Timing("the first start, which makes the database"));
            Timing timing = new Timing("process start → first answer");
            for (int i = 0; i < repetitions; i++) {
                startOnce(command, home, timing);
            }
            out.println(timing);
            out.println(Goal.atMost("p50", 4000, " ms").of(Statistics.median(timing.values())));
            out.println("start-up cache: "
                    + (command.stream().anyMatch(word -> word.startsWith("-XX:AOTCache=")) ? "used" : "NOT USED"));
        } finally {
            delete(home);
        }
    }

    static List<String> commandOfTheService() throws IOException {
        Path note = Path.of(
                        System.getenv().getOrDefault("TRIPTYCH_HOME", System.getProperty("user.home") + "/.triptych"))
                .resolve("run")
                .resolve("service.pid");
        String pid = Files.readString(note).strip().split("\\s+", 2)[0];
        String line = Files.readString(Path.of("/proc", pid, "cmdline"), StandardCharsets.UTF_8);
        return List.of(line.split("\0", 0));
    }

    private static void startOnce(List<String> command, Path home, Timing timing) throws IOException {
        int port = freePort();
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        home.resolve("bench.log").toFile()));
        builder.environment().put("TRIPTYCH_HOME", home.toString());
        builder.environment().put("TRIPTYCH_PORT", Integer.toString(port));
        builder.environment().put("SERVER_PORT", Integer.toString(port));
        Http http = new Http(URI.create("http://127.0.0.1:" + port), "");
        long begin = System.nanoTime();
        Process process = builder.start();
        try {
            Await.level("the service answers", BOUND, () -> http.answers("/livez"));
            timing.addNanos(System.nanoTime() - begin);
        } finally {
            process.destroy();
            process.onExit().join();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            paths.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.delete(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
