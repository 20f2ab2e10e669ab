package dev.triptych.systemtests.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Debian's nginx with a configuration and a folder of our own, and what runs beside it. */
final class OwnNginx implements AutoCloseable {
    private static final Path NGINX = Path.of("/usr/sbin/nginx");
    private static final int ATTEMPTS = 200;
    private static final long BETWEEN_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long END_SECONDS = 5;

    private final Path folder;
    private final int port;
    private final List<Process> processes = new ArrayList<>();

    private OwnNginx(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    static boolean isInstalled() {
        return Files.isExecutable(NGINX);
    }

    /** A folder for it that only we can list. */
    static OwnNginx prepare() throws IOException {
        Path folder = Files.createTempDirectory(
                "own-nginx", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
        return new OwnNginx(folder, freePort());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    Path folder() {
        return folder;
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** Starts a program that ends with it. */
    void begin(String... command) throws IOException {
        processes.addFirst(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output.log").toFile())
                .start());
    }

    /**
     * Starts nginx and returns when it answers.
     *
     * @param http what stands in the block {@code http} before the server
     * @param location what stands in the only location of the server
     */
    void start(int workers, String http, String location) throws IOException {
        Path settings =
                Files.writeString(folder.resolve("nginx.conf"), """
                worker_processes %3$d;
                daemon off;
                pid %1$s/nginx.pid;
                error_log %1$s/error.log;
                events { worker_connections 512; }
                http {
                  access_log off;
                  keepalive_requests 100000000;
                  client_body_temp_path %1$s/body;
                  fastcgi_temp_path %1$s/fastcgi;
                  proxy_temp_path %1$s/proxy;
                  scgi_temp_path %1$s/scgi;
                  uwsgi_temp_path %1$s/uwsgi;
                  %4$s
                  server {
                    listen 127.0.0.1:%2$d;
                    location / {
                      %5$s
                    }
                  }
                }
                """.formatted(folder, port, workers, http, location));
        begin(NGINX.toString(), "-c", settings.toString());
        await(this::answers);
    }

    static void await(BooleanSupplier condition) {
        for (int i = 0; i < ATTEMPTS && !condition.getAsBoolean(); i++) {
            LockSupport.parkNanos(BETWEEN_NANOS);
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        for (Process process : processes) {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
            try {
                process.waitFor(END_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
