package dev.triptych.controlplane.workload;

import dev.triptych.controlplane.platform.TriptychException.InvalidRequest;
import dev.triptych.controlplane.platform.Violation;
import dev.triptych.spi.KindOptions.ContainerOptions;
import dev.triptych.spi.KindOptions.VmOptions;
import dev.triptych.spi.KindOptions.WasmLimits;
import dev.triptych.spi.Lifecycle;
import dev.triptych.spi.Network;
import dev.triptych.spi.WorkloadKind;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the user wants, validated and with the defaults filled in. It names no host and no backend.
 *
 * @param stdin the whole standard input; may be empty
 * @param probe null when readiness is not probed
 * @param wasmEngine {@code auto} or the name of an engine; of no meaning for other kinds
 * @param wasmLimits null for none of its own; of no meaning for other kinds
 * @param wasmServing null for what applies unless given; of no meaning for other kinds
 * @param container null for the backend's defaults; of no meaning for other kinds
 * @param vm null for the defaults; of no meaning for other kinds
 * @param network how peers reach it, and what it may reach
 */
public record Description(
        String name,
        WorkloadKind kind,
        Lifecycle lifecycle,
        SourceSpec source,
        List<String> args,
        Map<String, EnvValue> env,
        String stdin,
        List<MountSpec> mounts,
        List<PortSpec> ports,
        Limits resources,
        @Nullable ProbeSpec probe,
        RestartSpec restart,
        Map<String, String> labels,
        String wasmEngine,
        @Nullable WasmLimits wasmLimits,
        @Nullable WasmServing wasmServing,
        @Nullable ContainerOptions container,
        @Nullable VmOptions vm,
        Network network) {
    /** The engine that is asked for by asking for none. */
    public static final String AUTO = "auto";

    /**
     * Keeps the parts as they are given.
     *
     * @throws InvalidRequest with one violation for each rule that does not hold
     */
    public Description {
        args = List.copyOf(args);
        env = Map.copyOf(env);
        mounts = List.copyOf(mounts);
        ports = List.copyOf(ports);
        labels = Map.copyOf(labels);
        restart = Objects.requireNonNullElse(restart, RestartSpec.NEVER); // older records have none
        network = Objects.requireNonNullElse(network, Network.DEFAULT);
        List<Violation> violations =
                DescriptionRules.violations(name, args, env, stdin, mounts, ports, resources, probe, restart, labels);
        if (!violations.isEmpty()) {
            throw InvalidRequest.of(violations);
        }
    }

    /** What no machine has options of. */
    public Description(
            String name,
            WorkloadKind kind,
            Lifecycle lifecycle,
            SourceSpec source,
            List<String> args,
            Map<String, EnvValue> env,
            String stdin,
            List<MountSpec> mounts,
            List<PortSpec> ports,
            Limits resources,
            @Nullable ProbeSpec probe,
            RestartSpec restart,
            Map<String, String> labels,
            String wasmEngine,
            @Nullable WasmLimits wasmLimits,
            @Nullable WasmServing wasmServing,
            @Nullable ContainerOptions container) {
        this(
                name,
                kind,
                lifecycle,
                source,
                args,
                env,
                stdin,
                mounts,
                ports,
                resources,
                probe,
                restart,
                labels,
                wasmEngine,
                wasmLimits,
                wasmServing,
                container,
                null,
                Network.DEFAULT);
    }

    /** On the backend's own network. */
    public Description(
            String name,
            WorkloadKind kind,
            Lifecycle lifecycle,
            SourceSpec source,
            List<String> args,
            Map<String, EnvValue> env,
            String stdin,
            List<MountSpec> mounts,
            List<PortSpec> ports,
            Limits resources,
            @Nullable ProbeSpec probe,
            RestartSpec restart,
            Map<String, String> labels,
            String wasmEngine,
            @Nullable WasmLimits wasmLimits,
            @Nullable WasmServing wasmServing,
            @Nullable ContainerOptions container,
            @Nullable VmOptions vm) {
        this(
                name,
                kind,
                lifecycle,
                source,
                args,
                env,
                stdin,
                mounts,
                ports,
                resources,
                probe,
                restart,
                labels,
                wasmEngine,
                wasmLimits,
                wasmServing,
                container,
                vm,
                Network.DEFAULT);
    }

    /** Whether each request is a run of its own, so that {@code resources} limit a request and not the service. */
    public boolean runsPerRequest() {
        return kind == WorkloadKind.WASM && wasmServing != null && wasmServing.cgi();
    }

    /** Whether the other one differs in nothing but labels, so that what runs can go on. */
    boolean runsLike(Description other) {
        return withLabels(other.labels).equals(other);
    }

    /** The same with other labels. */
    public Description withLabels(Map<String, String> others) {
        return new Description(
                name,
                kind,
                lifecycle,
                source,
                args,
                env,
                stdin,
                mounts,
                ports,
                resources,
                probe,
                restart,
                others,
                wasmEngine,
                wasmLimits,
                wasmServing,
                container,
                vm,
                network);
    }
}
