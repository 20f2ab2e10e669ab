package dev.triptych.driver.vm;

import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.Snapshotting.Kept;
import dev.triptych.spi.Snapshotting.Snapshot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The snapshots inside of a disk in QEMU's format, by QEMU's tool. It locks the disk: while somebody else has it open, a change is
 * for later. Whoever is killed takes the tool along, so that nobody changes a disk of which the next one knows nothing; QEMU's
 * order of writes sees to it that a change that was cut short has happened or has not.
 */
final class SnapshotTool {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    /** The kernel does it when the thread ends that began the tool, which waits for it (prctl(2)). */
    private static final List<String> ENDS_WITH_US = List.of("setpriv", "--pdeathsig=KILL");

    private final String tool;

    SnapshotTool(String tool) {
        this.tool = tool;
    }

    void take(Path disk, String tag) {
        change("-c", tag, disk, "the snapshot cannot be taken");
    }

    void restore(Path disk, String tag) {
        change("-a", tag, disk, "the snapshot cannot be brought back");
    }

    void delete(Path disk, String tag) {
        change("-d", tag, disk, "the snapshot cannot be removed");
    }

    /** The format is said, and that of the layer below stands in the disk that we made. */
    private void change(String what, String tag, Path disk, String failure) {
        HostTools.run(
                command("snapshot", what, tag, "--image-opts", "driver=qcow2,file.filename=" + escaped(disk)), failure);
    }

    private List<String> command(String... arguments) {
        return Stream.of(ENDS_WITH_US, List.of(tool), List.of(arguments))
                .flatMap(List::stream)
                .toList();
    }

    private static String escaped(Path disk) {
        return disk.toString().replace(",", ",,");
    }

    /** Also of a disk that is in use: only what is kept is read. */
    Kept list(Path disk) {
        String told = HostTools.read(
                command("info", "--force-share", "-f", "qcow2", "--output=json", disk.toString()),
                "the machine's disk cannot be read");
        try {
            JsonNode disked = JSON.readTree(told);
            List<Snapshot> snapshots = new ArrayList<>();
            for (JsonNode one : disked.path("snapshots")) {
                MachineSnapshots.of(one.path("name").asString("")).ifPresent(snapshots::add);
            }
            return new Kept(snapshots, disked.path("actual-size").asLong(0));
        } catch (JacksonException notJson) {
            throw new DriverException(
                    DriverErrorCode.BACKEND_REFUSED,
                    "the machine's disk cannot be read",
                    tool + " gave no JSON",
                    notJson);
        }
    }
}
