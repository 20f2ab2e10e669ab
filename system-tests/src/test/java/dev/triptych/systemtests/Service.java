package dev.triptych.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** The packaged service as a process of its own, on a home and a port of its own. */
public final class Service implements AutoCloseable {
    static final Path JAR = Path.of("..", "control-plane", "target", "control-plane-exec.jar");
    /** What a shell says of a process that SIGKILL ended. */
    private static final int KILLED = 137;

    private static final Duration START_BOUND = Duration.ofMinutes(3);
    private static final Duration HOST_BOUND = Duration.ofMinutes(5);

    private final Path home;
    private final String logName;
    private final int port;
    private final Map<String, String> environment;
    private final List<String> command;
    private Map<String, String> ofThisLife = Map.of();
    private Process process;

    private Service(Path home, String logName, int port, Map<String, String> environment, List<String> command) {
        this.logName = logName;
        this.command = command;
        this.home = home;
        this.port = port;
        this.environment = new HashMap<>(environment);
        this.process = launch();
    }

    /** Starts a service on a new home, and returns when it answers. */
    static Service start(Map<String, String> environment) {
        return startBelow(Path.of(System.getProperty("java.io.tmpdir")), environment);
    }

    /** The same, with its home in this folder. */
    static Service startBelow(Path folder, Map<String, String> environment) {
        Map<String, String> installed = new HashMap<>(InstalledApp.environment());
        installed.putAll(environment);
        return startBelow(folder, installed, InstalledApp.command());
    }

    /** On a new home, by another command line. */
    public static Service startBy(List<String> command) {
        return startBy(command, Map.of());
    }

    static Service startBy(List<String> command, Map<String, String> environment) {
        return startBelow(Path.of(System.getProperty("java.io.tmpdir")), environment, command);
    }

    private static Service startBelow(Path folder, Map<String, String> environment, List<String> command) {
        Service service = launchBelow(folder, environment, command);
        try {
            service.awaitAnswer();
        } catch (AssertionError e) {
            service.kill();
            service.endWasmHosts();
            throw e;
        }
        return service;
    }

    private static Service launchBelow(Path folder, Map<String, String> environment, List<String> command) {
        try {
            // Others may pass, for the account that the embedded database runs as when the tests run as root.
            Path home = Files.createTempDirectory(
                    folder,
                    "triptych-it-",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
            return new Service(home, "service.log", freePort(), environment, command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Service start() {
        return start(Map.of());
    }

    /** Starts another one on the same home, with the same settings and a port of its own; does not wait for an answer. */
    Service besides() {
        try {
            return new Service(home, "besides.log", freePort(), environment, command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts another one with the same settings on a home of its own; does not wait for an answer. */
    Service elsewhere() {
        return launchBelow(Path.of(System.getProperty("java.io.tmpdir")), environment, command);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Process launch() {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        builder.environment().putAll(environment);
        builder.environment().putAll(ofThisLife);
        builder.environment().put("TRIPTYCH_HOME", home.toString());
        builder.environment().put("TRIPTYCH_PORT", Integer.toString(port));
        builder.environment().put("SERVER_PORT", Integer.toString(port));
        builder.environment().put("TRIPTYCH_GATEWAY_PORT", "0");
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void awaitAnswer() {
        Http http = new Http(address(), "");
        Await.level("the service answers; its log: " + log(), START_BOUND, () -> {
            if (!process.isAlive()) {
                throw new AssertionError("the service ended while it started:\n" + logText());
            }
            return http.answers("/livez");
        });
    }

    /** SIGKILL: no shutdown hook runs. Returns when the process is gone. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** SIGTERM, and the graceful end that follows. */
    void stop() {
        process.destroy();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(START_BOUND.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("the service does not end:\n" + logText());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Starts it again on the same home and port. */
    public void startAgain() {
        process = launch();
        awaitAnswer();
    }

    /** Whether it leads; nobody listens for the moment in which the port goes from who waits to who leads. */
    boolean isReady() {
        try {
            return admin().get("/readyz").status() == 200;
        } catch (UncheckedIOException notNow) {
            return false;
        }
    }

    /** The same, with these settings for this life alone; ends the one before when it lives. */
    void startAgain(Map<String, String> settings) {
        if (process.isAlive()) {
            stop();
        }
        ofThisLife = Map.copyOf(settings);
        startAgain();
    }

    /** Returns when it has died there, as if killed. */
    void awaitDeathAt(String killPoint, Duration bound) {
        awaitEndWith(KILLED, "killed at " + killPoint, bound);
    }

    /** Returns when it has ended by itself with this code. */
    void awaitEndWith(int code, String how, Duration bound) {
        try {
            boolean ended = process.waitFor(bound.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended || process.exitValue() != code) {
                throw new AssertionError("not " + how + ", but "
                        + (ended ? "ended with " + process.exitValue() : "still alive") + ":\n" + logText());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    public Path home() {
        return home;
    }

    Path log() {
        return home.resolve(logName);
    }

    String logText() {
        try {
            return Files.exists(log()) ? Files.readString(log()) : "(no log)";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public long pid() {
        return process.pid();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    String adminToken() {
        try {
            return Files.readString(home.resolve("admin.token")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A client with the first admin's token. */
    public Http admin() {
        return new Http(address(), adminToken());
    }

    /** Deletes every workload, ends the service and removes its home. */
    @Override
    public void close() {
        try {
            if (!process.isAlive()) {
                startAgain();
                // on an external database the session of the one before may live for a moment more
                Await.level("it leads", Duration.ofMinutes(1), this::isReady);
            }
            Workloads.deleteAll(admin());
            stop();
        } finally {
            kill(); // where it could not be stopped, or not even be started
            endGateway();
            endWasmHosts();
        }
        deleteHome();
    }

    /** Ends the service and removes its home, with whatever is on record. No VM and no container of it may be left. */
    public void discard() {
        stop();
        endGateway();
        endWasmHosts();
        deleteHome();
    }

    /** The processes that run its Wasm guests; they go on when the service ends. */
    List<Long> wasmHosts() {
        Path hosts = home.resolve("wasm").resolve("hosts");
        if (!Files.isDirectory(hosts)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(hosts)) {
            return folders.map(folder -> folder.resolve("process.json"))
                    .filter(Files::isRegularFile)
                    .map(Service::livingProcess)
                    .flatMap(Optional::stream)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Long> livingProcess(Path note) {
        try {
            JsonNode process = Http.json(Files.readAllBytes(note));
            long pid = process.path("pid").asLong();
            boolean alive = Processes.lives(pid, process.path("startTicks").asString());
            return alive ? Optional.of(pid) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the only host that there was wrote into its folder. */
    Path fileOfAHost(String name) {
        try (Stream<Path> folders = Files.list(home.resolve("wasm").resolve("hosts"))) {
            return folders.map(folder -> folder.resolve(name))
                    .filter(Files::isRegularFile)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whatever became of the service: its hosts are found by what stands in its home. */
    void endWasmHosts() {
        wasmHosts().forEach(host -> Shell.attempt("kill", "-TERM", Long.toString(host)));
        try {
            Await.level(
                    "the wasm hosts have ended", HOST_BOUND, () -> wasmHosts().isEmpty());
        } catch (AssertionError e) {
            wasmHosts().forEach(host -> Shell.attempt("kill", "-KILL", Long.toString(host)));
            Await.level("the wasm hosts are gone", HOST_BOUND, () -> wasmHosts().isEmpty());
            throw e;
        }
    }

    /** The gateway goes on, too, once there was a service. */
    private void endGateway() {
        Path note = home.resolve("gateway").resolve("run").resolve("process.json");
        if (Files.isRegularFile(note)) {
            livingProcess(note).ifPresent(gateway -> Shell.attempt("kill", "-TERM", Long.toString(gateway)));
            Await.level(
                    "the gateway has ended",
                    START_BOUND,
                    () -> livingProcess(note).isEmpty());
        }
    }

    private void deleteHome() {
        for (String part : List.of("wasm", "gateway", "postgres")) {
            Path link = home.resolve(part);
            if (Files.isSymbolicLink(link)) { // it lies where an unprivileged account can reach it
                Shell.run(
                        "rm",
                        "-rf",
                        Shell.run("readlink", "-f", link.toString()).strip());
            }
        }
        try (Stream<Path> paths = Files.walk(home)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
