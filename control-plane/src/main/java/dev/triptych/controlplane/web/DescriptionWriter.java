package dev.triptych.controlplane.web;

import dev.triptych.api.model.ExecProbe;
import dev.triptych.api.model.HttpProbe;
import dev.triptych.api.model.Io;
import dev.triptych.api.model.Lifecycle;
import dev.triptych.api.model.Mount;
import dev.triptych.api.model.Port;
import dev.triptych.api.model.PortProtocol;
import dev.triptych.api.model.Probe;
import dev.triptych.api.model.Resources;
import dev.triptych.api.model.Source;
import dev.triptych.api.model.TcpProbe;
import dev.triptych.api.model.WasmHttp;
import dev.triptych.api.model.WasmIsolation;
import dev.triptych.api.model.WasmLimits;
import dev.triptych.api.model.WasmOptions;
import dev.triptych.api.model.Workload;
import dev.triptych.api.model.WorkloadDescription;
import dev.triptych.api.model.WorkloadKind;
import dev.triptych.api.model.WorkloadStatus;
import dev.triptych.api.value.EnvValue;
import dev.triptych.controlplane.workload.Description;
import dev.triptych.controlplane.workload.Limits;
import dev.triptych.controlplane.workload.PortSpec;
import dev.triptych.controlplane.workload.ProbeSpec;
import dev.triptych.controlplane.workload.SourceSpec;
import dev.triptych.controlplane.workload.WasmServing;
import dev.triptych.spi.IoLimits;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Shows a description with the defaults that apply, so that it can be edited and written back. */
final class DescriptionWriter {
    private DescriptionWriter() {}

    static WorkloadDescription describe(Description description) {
        return new WorkloadDescription(
                        description.name(),
                        WorkloadKind.valueOf(description.kind().name()),
                        source(description.source()))
                .lifecycle(Lifecycle.valueOf(description.lifecycle().name()))
                .args(description.args())
                .env(env(description))
                .stdin(description.stdin().isEmpty() ? null : description.stdin())
                .mounts(description.mounts().stream()
                        .map(mount -> new Mount(mount.volume(), mount.path()).readOnly(mount.readOnly()))
                        .toList())
                .ports(description.ports().stream().map(DescriptionWriter::port).toList())
                .resources(resources(description.resources()))
                .probe(probe(description.probe()))
                .restart(RestartReader.shown(description.restart()))
                .labels(new TreeMap<>(description.labels()))
                .vm(VmReader.shown(description))
                .container(ContainerReader.shown(description.container()))
                .wasm(wasm(description))
                .network(NetworkReader.shown(description.network()));
    }

    /** The same fields once more: the generator gives the two types nothing in common. */
    static Workload withStatus(Description description, WorkloadStatus status) {
        WorkloadDescription shown = describe(description);
        return new Workload(shown.getName(), shown.getKind(), shown.getSource(), status)
                .lifecycle(shown.getLifecycle())
                .args(shown.getArgs())
                .env(shown.getEnv())
                .stdin(shown.getStdin())
                .mounts(shown.getMounts())
                .ports(shown.getPorts())
                .resources(shown.getResources())
                .probe(shown.getProbe())
                .restart(shown.getRestart())
                .labels(shown.getLabels())
                .vm(shown.getVm())
                .container(shown.getContainer())
                .wasm(shown.getWasm())
                .network(shown.getNetwork());
    }

    private static Source source(SourceSpec source) {
        return switch (source) {
            case SourceSpec.Image image -> new Source().image(image.reference());
            case SourceSpec.Artifact artifact -> new Source().artifact(artifact.name());
            case SourceSpec.Disk disk -> new Source().disk(disk.name());
            case SourceSpec.Kernel kernel ->
                new Source()
                        .kernel(kernel.kernel())
                        .initrd(kernel.initrd())
                        .cmdline(kernel.cmdline().isEmpty() ? null : kernel.cmdline());
        };
    }

    private static Map<String, EnvValue> env(Description description) {
        Map<String, EnvValue> env = new TreeMap<>();
        description
                .env()
                .forEach((name, value) -> env.put(
                        name,
                        switch (value) {
                            case dev.triptych.controlplane.workload.EnvValue.Plain plain ->
                                new EnvValue.Text(plain.value());
                            case dev.triptych.controlplane.workload.EnvValue.Secret secret ->
                                new EnvValue.Secret(secret.name());
                        }));
        return env;
    }

    private static Port port(PortSpec port) {
        return new Port(port.port())
                .name(port.name().equals(String.valueOf(port.port())) ? null : port.name())
                .protocol(PortProtocol.valueOf(port.protocol().name()))
                .publish(port.publish())
                .bind(port.bind());
    }

    private static Resources resources(Limits limits) {
        return new Resources()
                .cpus(BigDecimal.valueOf(limits.cpus()).stripTrailingZeros())
                .memory(limits.memory().toString())
                .disk(limits.disk() == null ? null : limits.disk().toString())
                .timeout(limits.timeout() == null ? null : DurationText.of(limits.timeout()))
                .cpuWeight(limits.cpuWeight())
                .io(io(limits.io()));
    }

    private static @Nullable Io io(@Nullable IoLimits limits) {
        return limits == null
                ? null
                : new Io()
                        .readBytesPerSecond(limits.readBytesPerSecond())
                        .writeBytesPerSecond(limits.writeBytesPerSecond())
                        .readOperationsPerSecond(limits.readOperationsPerSecond())
                        .writeOperationsPerSecond(limits.writeOperationsPerSecond());
    }

    private static @Nullable Probe probe(@Nullable ProbeSpec probe) {
        if (probe == null) {
            return null;
        }
        Probe shown = new Probe()
                .every(DurationText.of(probe.every()))
                .timeout(DurationText.of(probe.timeout()))
                .startupDeadline(DurationText.of(probe.startupDeadline()))
                .successThreshold(probe.thresholds().success())
                .failureThreshold(probe.thresholds().failure());
        return switch (probe.check()) {
            case ProbeSpec.Http http -> shown.http(new HttpProbe(http.path(), http.port()));
            case ProbeSpec.Tcp tcp -> shown.tcp(new TcpProbe(tcp.port()));
            case ProbeSpec.Exec exec -> shown.exec(new ExecProbe(exec.command()));
        };
    }

    private static @Nullable WasmOptions wasm(Description description) {
        boolean says = description.kind() == dev.triptych.spi.WorkloadKind.WASM
                || !description.wasmEngine().equals(Description.AUTO);
        WasmServing serving = description.wasmServing();
        if (!says && description.wasmLimits() == null && serving == null) {
            return null;
        }
        return new WasmOptions()
                .engine(description.wasmEngine())
                .limits(limits(description.wasmLimits()))
                .http(serving != null && serving.cgi() ? WasmHttp.CGI : null)
                .concurrency(serving == null ? null : serving.concurrency())
                .isolation(serving == null || serving.isolation() == null ? null : WasmIsolation.DEDICATED);
    }

    private static @Nullable WasmLimits limits(dev.triptych.spi.KindOptions.@Nullable WasmLimits limits) {
        if (limits == null) {
            return null;
        }
        return new WasmLimits()
                .cpuTime(limits.cpuTime() == null ? null : DurationText.of(limits.cpuTime()))
                .output(limits.output() == null ? null : limits.output().toString())
                .openFiles(limits.openFiles())
                .tableEntries(limits.tableEntries());
    }
}
