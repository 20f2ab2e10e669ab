package dev.triptych.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.LogStream;
import dev.triptych.spi.LogStreaming;
import dev.triptych.spi.Mount;
import dev.triptych.spi.WorkloadSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory of the host is the guest's as well, in both directions, and only as far as it was given. */
public abstract class MountsContract extends Contract {
    private static final String IN_GUEST = "/some/where";

    /** The path of the file in the guest. */
    private static final String FILE = IN_GUEST + "/kept";

    @TempDir
    private Path folder;

    private Path shared = Path.of("/");

    @BeforeEach
    void makeADirectoryThatEveryUserMayUse() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        shared = Files.createDirectory(folder.resolve("shared"));
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    @Test
    void whatOneWorkloadWritesIsThereForTheNext() {
        assertThat(outputOf(with(new TestProgram.AddToFile(FILE, "one"), false)))
                .isEmpty();
        assertThat(shared.resolve("kept")).hasContent("one");
        assertThat(outputOf(with(new TestProgram.AddToFile(FILE, "two"), false)))
                .isEqualTo("one\n");
        assertThat(shared.resolve("kept")).hasContent("one\ntwo");
    }

    @Test
    void whatIsMountedToBeReadIsNotWritten() throws IOException {
        Path file = Files.writeString(shared.resolve("kept"), "before\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        WorkloadSpec spec = with(new TestProgram.AddToFile(FILE, "more"), true);
        assertThat(outputOf(spec)).isEqualTo("before\n");
        assertThat(awaitEnd(spec).exit())
                .isNotNull()
                .satisfies(exit -> assertThat(exit.code()).isNotEqualTo(0));
        assertThat(file).hasContent("before");
    }

    private String outputOf(WorkloadSpec spec) {
        create(spec);
        CollectedLog log = follow(spec, null, LogStreaming.FROM_START);
        driver().start(spec);
        awaitEnd(spec);
        Eventually.value("its output is complete", fixture().patience(), log::ends, ends -> ends > 0);
        return log.text(LogStream.STDOUT);
    }

    private WorkloadSpec with(TestProgram program, boolean readOnly) {
        WorkloadSpec spec = spec(program);
        return new WorkloadSpec(
                spec.key(),
                spec.name(),
                spec.lifecycle(),
                spec.source(),
                spec.program(),
                java.util.List.of(new Mount(shared, IN_GUEST, readOnly)),
                spec.ports(),
                spec.resources(),
                spec.options());
    }
}
