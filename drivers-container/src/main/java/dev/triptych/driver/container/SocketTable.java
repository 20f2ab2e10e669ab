package dev.triptych.driver.container;

import dev.triptych.spi.ProgramInspecting.SocketFacts;
import dev.triptych.spi.ProgramInspecting.Use;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** Reads {@code /proc/<pid>/net/tcp}, {@code udp} and {@code unix} ({@code proc_pid_net(5)}) of one network namespace. */
final class SocketTable {
    private static final String TCP_LISTENING = "0A";
    private static final long UNIX_ACCEPTS = 0x10000;
    private static final int FIRST_CHOSEN_BY_KERNEL = 32768;

    private final LongPredicate held;
    private final List<Line> lines = new ArrayList<>();
    private final List<SocketFacts> unix = new ArrayList<>();

    private record Line(
            String protocol,
            boolean listens,
            Address local,
            @Nullable Address remote) {}

    private record Address(String text, int port) {}

    /**
     * An empty table.
     *
     * @param held whether a socket with this inode is to be in it
     */
    SocketTable(LongPredicate held) {
        this.held = held;
    }

    /**
     * Adds the lines of a table of TCP or UDP; what cannot be read in it is left out.
     *
     * @param protocol {@code tcp} or {@code udp}, of either version of IP
     */
    void internet(String protocol, String table) {
        table.lines().skip(1).forEach(text -> {
            String[] words = text.strip().split("\\s+", -1);
            if (words.length > 9 && isHeld(words[9])) {
                Address remote = address(words[2]);
                boolean connected = remote.port() != 0;
                boolean listens = protocol.equals("tcp") ? words[3].equals(TCP_LISTENING) : !connected;
                if (listens || connected) {
                    lines.add(new Line(protocol, listens, address(words[1]), connected ? remote : null));
                }
            }
        });
    }

    /** Adds the lines of the table of Unix sockets. One without a name was connected by the program. */
    void unix(String table) {
        table.lines().skip(1).forEach(text -> {
            String[] words = text.strip().split("\\s+", 8);
            if (words.length > 6 && isHeld(words[6])) {
                boolean listens = (Long.parseLong(words[3], 16) & UNIX_ACCEPTS) != 0;
                String name = words.length > 7 ? BoundedText.line(words[7]) : "";
                Use use = listens ? Use.LISTENING : name.isEmpty() ? Use.OUTGOING : Use.ACCEPTED;
                unix.add(new SocketFacts("unix", use, name, 0, null));
            }
        });
    }

    /** What was added, with the sense of each socket: a connection to a port that is listened on was accepted. */
    List<SocketFacts> sockets() {
        Set<Integer> listening = new HashSet<>();
        lines.stream()
                .filter(line -> line.listens() && line.protocol().equals("tcp"))
                .forEach(line -> listening.add(line.local().port()));
        List<SocketFacts> sockets = new ArrayList<>();
        for (Line line : lines) {
            sockets.add(new SocketFacts(
                    line.protocol(),
                    use(line, listening),
                    line.local().text(),
                    line.local().port(),
                    line.remote() == null ? null : line.remote().text()));
        }
        sockets.addAll(unix);
        return sockets;
    }

    private static Use use(Line line, Set<Integer> listening) {
        int port = line.local().port();
        if (line.protocol().equals("udp")) {
            return line.listens() && port < FIRST_CHOSEN_BY_KERNEL ? Use.LISTENING : Use.OUTGOING;
        }
        return line.listens() ? Use.LISTENING : listening.contains(port) ? Use.ACCEPTED : Use.OUTGOING;
    }

    private boolean isHeld(String inode) {
        try {
            return held.test(Long.parseLong(inode));
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** Hexadecimal words in the order of a little-endian machine, a colon, and the port. */
    private static Address address(String text) {
        int colon = text.indexOf(':');
        byte[] bytes = HexFormat.of().parseHex(text.substring(0, colon));
        for (int word = 0; word + 3 < bytes.length; word += 4) {
            swap(bytes, word, word + 3);
            swap(bytes, word + 1, word + 2);
        }
        int port = Integer.parseInt(text.substring(colon + 1), 16);
        try {
            String host = InetAddress.getByAddress(bytes).getHostAddress();
            return new Address((host.contains(":") ? "[" + host + "]" : host) + ":" + port, port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("the kernel's table has an address of " + bytes.length + " bytes", e);
        }
    }

    private static void swap(byte[] bytes, int one, int other) {
        byte kept = bytes[one];
        bytes[one] = bytes[other];
        bytes[other] = kept;
    }
}
