package dev.triptych.controlplane.web;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Which clients are still connected, by the kernel's word (proc_net_tcp). A stream on which nothing is sent does not tell that
 * its client has closed it, and in a log nothing may be sent that the program did not write. One look serves all who ask
 * within a second.
 */
@Component
final class ClientConnections {
    private static final Logger LOG = LoggerFactory.getLogger(ClientConnections.class);
    private static final Path TCP = Path.of("/proc/net/tcp");
    private static final Path TCP6 = Path.of("/proc/net/tcp6");
    private static final String ESTABLISHED = "01";
    private static final long FRESH_NANOS = 1_000_000_000;

    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Look last;

    /** @param established pairs of ports; null when nobody could be asked */
    private record Look(long at, @Nullable Set<Integer> established) {}

    /** The client of a call. */
    final class Client {
        private final int ports;
        private final long since = System.nanoTime();

        private Client(int ports) {
            this.ports = ports;
        }

        /** False when it has closed the connection, or its half of it; true when nobody knows. */
        boolean isConnected() {
            Look look = look();
            Set<Integer> established = look.established();
            return established == null || look.at() - since < 0 || established.contains(ports);
        }
    }

    /** The client that the calling thread serves. */
    Client of(HttpServletRequest request) {
        return new Client(pair(request.getLocalPort(), request.getRemotePort()));
    }

    private static int pair(int local, int remote) {
        return local << 16 | remote;
    }

    private Look look() {
        lock.lock();
        try {
            long now = System.nanoTime();
            Look known = last;
            if (known != null && now - known.at() < FRESH_NANOS) {
                return known;
            }
            Look fresh = new Look(now, established());
            last = fresh;
            return fresh;
        } finally {
            lock.unlock();
        }
    }

    private static @Nullable Set<Integer> established() {
        try {
            Set<Integer> pairs = new HashSet<>();
            addEstablished(Files.readAllLines(TCP), pairs);
            addEstablished(linesOf6(), pairs);
            return pairs;
        } catch (IOException e) {
            LOG.debug("the kernel does not tell who is connected", e);
            return null;
        }
    }

    private static List<String> linesOf6() throws IOException {
        try {
            return Files.readAllLines(TCP6);
        } catch (NoSuchFileException withoutIt) {
            return List.of();
        }
    }

    /** A line has: number, local address, remote address, state; the ports are the hexadecimal ends of the addresses. */
    private static void addEstablished(List<String> lines, Set<Integer> pairs) {
        for (String line : lines) {
            String[] fields = line.strip().split("\\s+", 5);
            if (fields.length == 5 && fields[3].equals(ESTABLISHED)) {
                pairs.add(pair(port(fields[1]), port(fields[2])));
            }
        }
    }

    private static int port(String address) {
        return Integer.parseInt(address, address.lastIndexOf(':') + 1, address.length(), 16);
    }
}
