package dev.triptych.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A host with a bridge, two guests on it and a world behind it, all of them network namespaces; HTTP is served by each. */
final class NamespacedHost implements AutoCloseable {
    static final String BRIDGE = "ttbr0";
    static final String PORT = "tt0123456789ab";
    static final String HOST = "10.99.0.1";
    static final String WAY_OUT = "10.98.0.1";
    static final String GUEST = "10.99.0.11";
    static final String PEER = "10.99.0.12";
    static final String WORLD = "10.98.0.2";
    static final int SERVED = 8000;
    static final int EVERYWHERE = 8001;
    static final int ON_THE_BRIDGE = 8002;

    private final String name = "ttfw" + ProcessHandle.current().pid() + "-" + System.nanoTime() % 100_000;
    private final List<Process> servers = new ArrayList<>();
    private final String mac;

    NamespacedHost() {
        for (String part : List.of("", "-guest", "-peer", "-world")) {
            run("ip", "netns", "add", name + part);
            inside(part, "ip", "link", "set", "lo", "up");
        }
        inHost("ip", "link", "add", BRIDGE, "type", "bridge");
        inHost("ip", "addr", "add", HOST + "/24", "dev", BRIDGE);
        inHost("ip", "link", "set", BRIDGE, "up");
        inHost("sysctl", "-qw", "net.ipv4.ip_forward=1");
        inHost("sysctl", "-qw", "net.bridge.bridge-nf-call-iptables=1", "net.bridge.bridge-nf-call-ip6tables=1");
        connect("-guest", GUEST, PORT, HOST);
        connect("-peer", PEER, "ttpeer", HOST);
        inHost("ip", "link", "set", PORT, "master", BRIDGE);
        inHost("ip", "link", "set", "ttpeer", "master", BRIDGE);
        connect("-world", WORLD, "ttworld", WAY_OUT);
        inHost("ip", "addr", "add", WAY_OUT + "/24", "dev", "ttworld");
        mac = inGuest("cat", "/sys/class/net/eth0/address");
        serve("-guest", "0.0.0.0:" + SERVED);
        serve("-peer", "0.0.0.0:" + SERVED);
        serve("-world", "0.0.0.0:" + SERVED);
        serve("", "0.0.0.0:" + EVERYWHERE);
        serve("", HOST + ":" + ON_THE_BRIDGE);
    }

    private void connect(String part, String address, String port, String router) {
        run("ip", "link", "add", "eth0", "netns", name + part, "type", "veth", "peer", "name", port, "netns", name);
        inHost("ip", "link", "set", port, "up");
        inside(part, "ip", "addr", "add", address + "/24", "dev", "eth0");
        inside(part, "ip", "link", "set", "eth0", "up");
        inside(part, "ip", "route", "add", "default", "via", router);
    }

    private void serve(String part, String where) {
        int port = Integer.parseInt(where.substring(where.indexOf(':') + 1));
        try {
            servers.add(new ProcessBuilder(command(name + part, "busybox", "httpd", "-f", "-p", where))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String listening = "0A"; // in the kernel's table of sockets
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (inside(part, "cat", "/proc/net/tcp")
                .lines()
                .map(line -> line.strip().split("\\s+"))
                .noneMatch(words ->
                        words[1].endsWith(":" + Integer.toHexString(port).toUpperCase(java.util.Locale.ROOT))
                                && words[3].equals(listening))) {
            assertThat(System.nanoTime()).as(where).isLessThan(deadline);
        }
    }

    /** What a command begins with to run on this host. */
    List<String> inside() {
        return List.of("ip", "netns", "exec", name);
    }

    String mac() {
        return mac;
    }

    boolean guestReaches(String address, int port) {
        return reaches("-guest", address, port);
    }

    boolean peerReaches(String address, int port) {
        return reaches("-peer", address, port);
    }

    boolean hostReaches(String address, int port) {
        return reaches("", address, port);
    }

    private boolean reaches(String part, String address, int port) {
        return attempt(command(name + part, "timeout", "2", "bash", "-c", "exec 3<>/dev/tcp/" + address + "/" + port))
                        .code()
                == 0;
    }

    /** All rules as the tool tells them, the time and the counters apart. */
    String rules() {
        return Stream.of("iptables-save", "ip6tables-save")
                .map(this::inHost)
                .flatMap(String::lines)
                .filter(line -> line.startsWith("-A") || line.startsWith("*"))
                .reduce("", (all, line) -> all + line + "\n");
    }

    String inHost(String... command) {
        return inside("", command);
    }

    String inGuest(String... command) {
        return inside("-guest", command);
    }

    String inPeer(String... command) {
        return inside("-peer", command);
    }

    private String inside(String part, String... command) {
        return run(command(name + part, command).toArray(String[]::new));
    }

    private static List<String> command(String namespace, String... command) {
        return Stream.concat(Stream.of("ip", "netns", "exec", namespace), Stream.of(command))
                .toList();
    }

    private record Outcome(int code, String words) {}

    private static String run(String... command) {
        Outcome outcome = attempt(List.of(command));
        assertThat(outcome.code())
                .as("%s: %s", List.of(command), outcome.words())
                .isZero();
        return outcome.words().strip();
    }

    private static Outcome attempt(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Outcome(process.waitFor(), words);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        servers.forEach(Process::destroyForcibly);
        for (String part : List.of("-guest", "-peer", "-world", "")) {
            attempt(List.of("ip", "netns", "del", name + part));
        }
    }
}
