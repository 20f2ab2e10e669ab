package dev.triptych.systemtests.bench;

import dev.triptych.systemtests.Samples;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** The sample {@code web} as native CGI program behind Debian's nginx and fcgiwrap. */
final class NativeCgi implements AutoCloseable {
    private static final Path FCGIWRAP = Path.of("/usr/sbin/fcgiwrap");
    private static final int PROCESSES = 8;

    private final OwnNginx nginx;

    private NativeCgi(OwnNginx nginx) {
        this.nginx = nginx;
    }

    /** Starts both; empty where they are not installed. */
    static Optional<NativeCgi> start() throws IOException {
        if (!OwnNginx.isInstalled() || !Files.isExecutable(FCGIWRAP)) {
            return Optional.empty();
        }
        OwnNginx nginx = OwnNginx.prepare();
        Path program =
                Files.copy(Samples.program("web"), nginx.folder().resolve("web"), StandardCopyOption.COPY_ATTRIBUTES);
        Path socket = nginx.folder().resolve("fcgi.sock");
        nginx.begin(FCGIWRAP.toString(), "-c", "" + PROCESSES, "-s", "unix:" + socket);
        OwnNginx.await(() -> Files.exists(socket));
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rwxrwxrwx"));
        nginx.start(1, "", """
                include /etc/nginx/fastcgi_params;
                fastcgi_param SCRIPT_FILENAME %s;
                fastcgi_param SCRIPT_NAME "";
                fastcgi_param PATH_INFO $uri;
                fastcgi_pass unix:%s;
                """.formatted(program, socket));
        return Optional.of(new NativeCgi(nginx));
    }

    InetSocketAddress address() {
        return nginx.address();
    }

    @Override
    public void close() {
        nginx.close();
    }
}
