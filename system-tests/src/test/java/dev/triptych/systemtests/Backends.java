package dev.triptych.systemtests;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Docker and libvirt say by themselves about one installation's objects: workload name → backend state. */
final class Backends {
    private static final Pattern DOMAIN_NAME = Pattern.compile("triptych-(.+)-[0-9a-f]+");

    private Backends() {}

    static Map<String, String> containers(Service service) {
        return containersOf(installation(service));
    }

    static Map<String, String> containersOf(String installation) {
        Map<String, String> found = new TreeMap<>();
        Shell.lines(
                        "docker",
                        "ps",
                        "-a",
                        "--no-trunc",
                        "--filter",
                        "label=dev.triptych.installation=" + installation,
                        "--format",
                        "{{.Label \"dev.triptych.name\"}} {{.State}}")
                .forEach(
                        line -> found.put(line.substring(0, line.indexOf(' ')), line.substring(line.indexOf(' ') + 1)));
        return found;
    }

    static Map<String, String> domains(Service service) {
        String installation = installation(service);
        Map<String, String> found = new TreeMap<>();
        for (String domain : Shell.lines("virsh", "-q", "-c", "qemu:///system", "list", "--all", "--name")) {
            Matcher name = DOMAIN_NAME.matcher(domain.strip());
            if (name.matches()
                    && Shell.run("virsh", "-q", "-c", "qemu:///system", "dumpxml", domain.strip())
                            .contains(installation)) {
                found.put(
                        name.group(1),
                        Shell.run("virsh", "-q", "-c", "qemu:///system", "domstate", domain.strip())
                                .strip());
            }
        }
        return found;
    }

    static String installation(Service service) {
        return service.admin()
                .get("/api/v1/host")
                .expect(200)
                .json()
                .path("installation")
                .asString();
    }
}
