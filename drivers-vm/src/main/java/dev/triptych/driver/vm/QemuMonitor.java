package dev.triptych.driver.vm;

import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.WorkloadKey;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks QEMU itself, past libvirt, for the two things that libvirt has no call for: a snapshot inside of the disk of a machine
 * that runs, without its memory, and the removal of one (QEMU Monitor Protocol).
 */
final class QemuMonitor {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String FORMAT = "qcow2";

    private final InstallationId installation;
    private final LibvirtSession session;

    QemuMonitor(InstallationId installation, LibvirtSession session) {
        this.installation = installation;
        this.session = session;
    }

    /** Complete or nothing, between two writes of the guest. */
    void takeSnapshot(WorkloadKey key, Path disk, String name) {
        ask(key, "blockdev-snapshot-internal-sync", Map.of("device", node(key, disk), "name", name));
    }

    void deleteSnapshot(WorkloadKey key, Path disk, String name) {
        ask(key, "blockdev-snapshot-delete-internal-sync", Map.of("device", node(key, disk), "name", name));
    }

    private String node(WorkloadKey key, Path disk) {
        for (JsonNode node : ask(key, "query-named-block-nodes", Map.of("flat", true))) {
            if (node.path("drv").asString("").equals(FORMAT)
                    && node.path("file").asString("").equals(disk.toString())) {
                return node.path("node-name").asString("");
            }
        }
        throw new DriverException(
                DriverErrorCode.BACKEND_REFUSED, "the machine does not have its disk", "no node has " + disk, null);
    }

    private JsonNode ask(WorkloadKey key, String command, Map<String, ?> arguments) {
        UUID uuid = DomainIdentity.of(installation, key).uuid();
        String request = JSON.writeValueAsString(Map.of("execute", command, "arguments", arguments));
        String answer = session.call(
                        "ask a machine's QEMU",
                        connection ->
                                DomainReader.with(connection, uuid, domain -> domain.qemuMonitorCommand(request, 0)))
                .orElseThrow(() -> new DriverException(DriverErrorCode.WORKLOAD_ABSENT, "there is no such machine"));
        JsonNode told = JSON.readTree(answer);
        JsonNode error = told.path("error");
        if (!error.isMissingNode()) {
            String words = error.path("desc").asString("");
            throw new DriverException(
                    words.contains("No space left") ? DriverErrorCode.STORAGE_FULL : DriverErrorCode.BACKEND_REFUSED,
                    "QEMU refused; the service's log has its words",
                    command + ": " + words,
                    null);
        }
        return told.path("return");
    }
}
