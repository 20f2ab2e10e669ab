package dev.triptych.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/** A network for machines and containers that is a test's own, and a world behind the host that is a namespace. */
final class GuestNetwork implements AutoCloseable {
    static final int SERVED = 8000;

    private static final String XML = """
            <network>
              <name>BRIDGE</name>
              <forward mode='nat'/>
              <bridge name='BRIDGE' stp='off' delay='0'/>
              <ip address='BASE.1' netmask='255.255.255.0'>
                <dhcp><range start='BASE.10' end='BASE.127'/></dhcp>
              </ip>
            </network>
            """;

    private final String bridge = "tteg%d".formatted(ThreadLocalRandom.current().nextInt(1_000_000));
    private final String base = "10.219." + ThreadLocalRandom.current().nextInt(256);
    private final String beyond = "198.18." + ThreadLocalRandom.current().nextInt(256);
    private final String world = bridge + "-world";
    private final Process server;

    GuestNetwork() {
        try {
            Path xml = Files.createTempFile("network", ".xml");
            Files.writeString(xml, XML.replace("BRIDGE", bridge).replace("BASE", base));
            virsh("net-define", xml.toString());
            virsh("net-start", bridge);
            Files.delete(xml);
            Shell.run("ip", "netns", "add", world);
            Shell.run("ip", "link", "add", bridge + "w", "type", "veth", "peer", "name", "eth0", "netns", world);
            Shell.run("ip", "addr", "add", beyond + ".1/24", "dev", bridge + "w");
            Shell.run("ip", "link", "set", bridge + "w", "up");
            inWorld("ip", "addr", "add", world() + "/24", "dev", "eth0");
            inWorld("ip", "link", "set", "eth0", "up");
            inWorld("ip", "route", "add", "default", "via", beyond + ".1");
            server = new ProcessBuilder("ip", "netns", "exec", world, "busybox", "httpd", "-f", "-p", "" + SERVED)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void inWorld(String... command) {
        Shell.run(Stream.concat(Stream.of("ip", "netns", "exec", world), Stream.of(command))
                .toArray(String[]::new));
    }

    private static void virsh(String command, String argument) {
        Shell.run("virsh", "-q", "-c", "qemu:///system", command, argument);
    }

    /** What makes a service use it. */
    Map<String, String> settings() {
        return Map.of("TRIPTYCH_VM_NETWORK", bridge, "TRIPTYCH_CONTAINER_BRIDGE", bridge);
    }

    /** The host's address on the bridge. */
    String host() {
        return base + ".1";
    }

    /** Somebody behind the host, who serves HTTP. */
    String world() {
        return beyond + ".2";
    }

    /** Rules for single guests of an installation, in every table of both protocols. */
    static List<String> rulesOf(String installation) {
        return Stream.of("iptables-save", "ip6tables-save")
                .flatMap(tool -> Shell.lines(tool).stream())
                .filter(line -> line.contains("triptych:" + installation))
                .toList();
    }

    @Override
    public void close() {
        server.destroyForcibly();
        Shell.attempt("docker", "network", "rm", bridge);
        Shell.attempt("virsh", "-q", "-c", "qemu:///system", "net-destroy", bridge);
        Shell.attempt("virsh", "-q", "-c", "qemu:///system", "net-undefine", bridge);
        Shell.attempt("ip", "link", "del", bridge + "w");
        Shell.attempt("ip", "netns", "del", world);
        Shell.run(
                "bash",
                "-c",
                ". ../deploy/lib/common.sh; . ../deploy/host/firewall.sh; remove_guest_rules \"$1\"",
                "bash",
                bridge);
        String left = Shell.run("iptables-save") + Shell.run("ip6tables-save");
        if (left.contains("-i " + bridge + " -j TRIPTYCH")) {
            throw new AssertionError("rules for the bridge are left:\n" + left);
        }
    }
}
