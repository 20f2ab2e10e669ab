package dev.triptych.systemtests.bench;

import dev.triptych.systemtests.Samples;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** The sample {@code web} as native CGI program behind Debian's nginx and fcgiwrap. */
final class NativeCgi implements AutoCloseable {
    private static final Path NGINX = Path.of("/usr/sbin/nginx");
    private static final Path FCGIWRAP = Path.of("/usr/sbin/fcgiwrap");
    private static final int PROCESSES = 8;
    private static final int ATTEMPTS = 200;
    private static final long BETWEEN_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Path folder;
    private final int port;
    private final List<Process> processes;

    private NativeCgi(Path folder, int port, List<Process> processes) {
        this.folder = folder;
        this.port = port;
        this.processes = processes;
    }

    /** Starts both; empty where they are not installed. */
    static Optional<NativeCgi> start() throws IOException {
        if (!Files.isExecutable(NGINX) || !Files.isExecutable(FCGIWRAP)) {
            return Optional.empty();
        }
        Path folder = Files.createTempDirectory(
                "native-cgi", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
        Path program = Files.copy(Samples.program("web"), folder.resolve("web"), StandardCopyOption.COPY_ATTRIBUTES);
        Path socket = folder.resolve("fcgi.sock");
        int port = freePort();
        Path settings = Files.writeString(folder.resolve("nginx.conf"), settings(folder, port, socket, program));
        Process wrapper = begin(folder, FCGIWRAP.toString(), "-c", "" + PROCESSES, "-s", "unix:" + socket);
        await(() -> Files.exists(socket));
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rwxrwxrwx"));
        Process server = begin(folder, NGINX.toString(), "-c", settings.toString());
        NativeCgi started = new NativeCgi(folder, port, List.of(server, wrapper));
        await(started::answers);
        return Optional.of(started);
    }

    private static String settings(Path folder, int port, Path socket, Path program) {
        return """
                worker_processes 1;
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
                  server {
                    listen 127.0.0.1:%2$d;
                    location / {
                      include /etc/nginx/fastcgi_params;
                      fastcgi_param SCRIPT_FILENAME %4$s;
                      fastcgi_param SCRIPT_NAME "";
                      fastcgi_param PATH_INFO $uri;
                      fastcgi_pass unix:%3$s;
                    }
                  }
                }
                """.formatted(folder, port, socket, program);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Process begin(Path folder, String... command) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output.log").toFile())
                .start();
    }

    private static void await(java.util.function.BooleanSupplier condition) {
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

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @Override
    public void close() {
        for (Process process : processes) {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
            try {
                process.waitFor(5, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
