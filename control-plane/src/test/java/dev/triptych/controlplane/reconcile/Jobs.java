package dev.triptych.controlplane.reconcile;

import dev.triptych.controlplane.workload.Description;
import dev.triptych.controlplane.workload.EnvValue;
import dev.triptych.controlplane.workload.Limits;
import dev.triptych.controlplane.workload.PortSpec;
import dev.triptych.controlplane.workload.ProbeSpec;
import dev.triptych.controlplane.workload.RestartSpec;
import dev.triptych.controlplane.workload.SourceSpec;
import dev.triptych.spi.ByteSize;
import dev.triptych.spi.Lifecycle;
import dev.triptych.spi.WorkloadKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Descriptions for tests. */
public final class Jobs {
    private Jobs() {}

    public static Description wasm(String name, String... args) {
        return wasm(name, List.of(args), null, Map.of());
    }

    static Description wasm(String name, List<String> args, @Nullable Duration timeout, Map<String, String> labels) {
        return new Description(
                name,
                WorkloadKind.WASM,
                Lifecycle.JOB,
                new SourceSpec.Artifact("greeter.wasm"),
                args,
                Map.of("GREETING", new EnvValue.Plain("Hello")),
                "",
                List.of(),
                List.of(),
                new Limits(1, ByteSize.ofMebibytes(64), timeout),
                null,
                RestartSpec.NEVER,
                labels,
                "auto",
                null,
                null,
                null);
    }

    /** The same, begun again as the policy says. */
    public static Description restarting(Description job, RestartSpec restart) {
        return new Description(
                job.name(),
                job.kind(),
                job.lifecycle(),
                job.source(),
                job.args(),
                job.env(),
                job.stdin(),
                job.mounts(),
                job.ports(),
                job.resources(),
                job.probe(),
                restart,
                job.labels(),
                job.wasmEngine(),
                job.wasmLimits(),
                job.wasmServing(),
                job.container());
    }

    static Description service(String name, List<PortSpec> ports, @Nullable ProbeSpec probe) {
        return new Description(
                name,
                WorkloadKind.VM,
                Lifecycle.SERVICE,
                new SourceSpec.Kernel("kernel", "initrd", "console=ttyS0"),
                List.of(),
                Map.of(),
                "",
                List.of(),
                ports,
                new Limits(1, ByteSize.ofMebibytes(256), null),
                probe,
                RestartSpec.NEVER,
                Map.of(),
                "auto",
                null,
                null,
                null);
    }
}
