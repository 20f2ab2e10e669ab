package dev.triptych.driver.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/** A bridge like that of the machines' network, and what Docker made of it; until they are removed. */
final class OwnBridge {
    final String name = "tt" + ProcessHandle.current().pid() % 100_000 + "b"
            + ThreadLocalRandom.current().nextInt(1000);
    private String base = "10.214." + ThreadLocalRandom.current().nextInt(256);

    OwnBridge() throws IOException, InterruptedException {
        run("ip", "link", "add", name, "type", "bridge");
        run("ip", "addr", "add", base + ".1/24", "dev", name);
        run("ip", "link", "set", name, "up");
    }

    /** The first three numbers of its addresses. */
    String base() {
        return base;
    }

    void renumber() throws IOException, InterruptedException {
        run("ip", "addr", "del", base + ".1/24", "dev", name);
        base = base.replaceFirst("10\\.214", "10.215");
        run("ip", "addr", "add", base + ".1/24", "dev", name);
    }

    /** What the command said. */
    static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said.strip();
    }

    void remove() throws IOException, InterruptedException {
        List<String> left = Stream.of(run("docker", "ps", "-aq", "--filter", "network=" + name)
                        .split("\\s+"))
                .filter(id -> !id.isEmpty())
                .toList();
        for (String id : left) {
            run("docker", "rm", "-f", id);
        }
        if (!run("docker", "network", "ls", "-q", "--filter", "name=" + name).isEmpty()) {
            run("docker", "network", "rm", name);
        }
        run("ip", "link", "del", name);
        for (String tool : List.of("iptables", "ip6tables")) {
            for (String table : List.of("filter", "security")) {
                for (String chain : List.of("INPUT", "FORWARD")) {
                    forget(tool, table, chain + " -i " + name + " -j TRIPTYCH-" + chain);
                }
            }
        }
    }

    /** What kept the host from the guests of this bridge. */
    private static void forget(String tool, String table, String entry) throws IOException, InterruptedException {
        run("sh", "-c", tool + " -w -t " + table + " -D " + entry + " 2>/dev/null || true"); // a service may be first
    }
}
