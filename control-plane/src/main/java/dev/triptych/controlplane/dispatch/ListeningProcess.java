package dev.triptych.controlplane.dispatch;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Which process of the host listens on a port, by proc_net(5) and proc_pid_fd(5), as far as this one may look. */
final class ListeningProcess {
    private static final int ADDRESS = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;
    /** TCP_LISTEN, and what an open UDP socket has. */
    private static final Set<String> WAITS = Set.of("0A", "07");

    private ListeningProcess() {}

    /** Its name and id; empty when there is none, or it cannot be seen. */
    static Optional<String> on(int port) {
        Set<String> sockets = new HashSet<>();
        for (String table : List.of("tcp", "tcp6", "udp", "udp6")) {
            sockets.addAll(sockets(Path.of("/proc/net", table), port));
        }
        if (sockets.isEmpty()) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (holds(process, sockets)) {
                    return Optional.of(Files.readString(process.resolve("comm")).strip() + " (process "
                            + process.getFileName() + ")");
                }
            }
        } catch (IOException unseen) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static List<String> sockets(Path table, int port) {
        try {
            return sockets(Files.readAllLines(table), port);
        } catch (IOException unseen) {
            return List.of();
        }
    }

    static List<String> sockets(List<String> lines, int port) {
        String wanted = String.format(Locale.ROOT, ":%04X", port);
        List<String> sockets = new ArrayList<>();
        for (String line : lines) {
            String[] fields = line.strip().split("\\s+", -1);
            if (fields.length > INODE && fields[ADDRESS].endsWith(wanted) && WAITS.contains(fields[STATE])) {
                sockets.add("socket:[" + fields[INODE] + "]");
            }
        }
        return sockets;
    }

    private static boolean holds(Path process, Set<String> sockets) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path file : files) {
                if (sockets.contains(Files.readSymbolicLink(file).toString())) {
                    return true;
                }
            }
            return false;
        } catch (IOException goneOrNotOurs) {
            return false;
        }
    }
}
