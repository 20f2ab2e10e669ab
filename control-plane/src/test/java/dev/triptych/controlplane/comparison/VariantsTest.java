package dev.triptych.controlplane.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.workload.Description;
import dev.triptych.controlplane.workload.Limits;
import dev.triptych.controlplane.workload.RestartSpec;
import dev.triptych.controlplane.workload.SourceSpec;
import dev.triptych.spi.ByteSize;
import dev.triptych.spi.KindOptions.Firmware;
import dev.triptych.spi.KindOptions.VmOptions;
import dev.triptych.spi.Lifecycle;
import dev.triptych.spi.WorkloadKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class VariantsTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Description ON_A_DISK = new Description(
            "db",
            WorkloadKind.VM,
            Lifecycle.JOB,
            new SourceSpec.Disk("debian"),
            List.of(),
            Map.of(),
            "",
            List.of(),
            List.of(),
            new Limits(2, ByteSize.ofMebibytes(256), ByteSize.ofMebibytes(4096), MINUTE),
            null,
            RestartSpec.NEVER,
            Map.of(),
            Description.AUTO,
            null,
            null,
            null,
            new VmOptions(Firmware.UEFI, null));

    private final Variants variants =
            new Variants(new ComparisonProperties(1, 1, 1, MINUTE, MINUTE, "probe.wasm", "probe:1"));

    @Test
    void aMachineOnADiskIsComparedAsItIs() {
        Description named = variants.named(ON_A_DISK, "db-1", UUID.randomUUID());
        assertThat(named.source()).isEqualTo(ON_A_DISK.source());
        assertThat(named.resources()).isEqualTo(ON_A_DISK.resources());
        assertThat(named.vm()).isEqualTo(ON_A_DISK.vm());
    }

    @Test
    void itsProbeComesInAnImageAndHasNoDisk() {
        Description probe = variants.probe(ON_A_DISK, "db-probe", UUID.randomUUID());
        assertThat(probe.source()).isEqualTo(new SourceSpec.Image("probe:1"));
        assertThat(probe.resources()).isEqualTo(new Limits(2, ByteSize.ofMebibytes(256), MINUTE));
        assertThat(probe.vm()).isNull();
    }
}
