package dev.triptych.controlplane.web;

import dev.triptych.api.model.HttpProbe;
import dev.triptych.api.model.Probe;
import dev.triptych.api.model.TcpProbe;
import dev.triptych.controlplane.workload.ProbeSpec;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads how it is found out that a service is ready. */
final class ProbeReader {
    private final Checks checks;

    ProbeReader(Checks checks) {
        this.checks = checks;
    }

    @Nullable
    ProbeSpec read(@Nullable Probe probe) {
        if (probe == null) {
            return null;
        }
        ProbeSpec.Check check = check(probe.getHttp(), probe.getTcp());
        ProbeSpec read = check == null
                ? null
                : new ProbeSpec(
                        check,
                        checks.parsed(probe.getEvery(), "probe.every", DurationText::parse, ProbeSpec.DEFAULT_EVERY),
                        checks.parsed(
                                probe.getTimeout(), "probe.timeout", DurationText::parse, ProbeSpec.DEFAULT_TIMEOUT),
                        checks.parsed(
                                probe.getStartupDeadline(),
                                "probe.startupDeadline",
                                DurationText::parse,
                                ProbeSpec.DEFAULT_STARTUP_DEADLINE),
                        thresholds(probe));
        return read;
    }

    private static ProbeSpec.Thresholds thresholds(Probe probe) {
        ProbeSpec.Thresholds usual = ProbeSpec.Thresholds.DEFAULT;
        return new ProbeSpec.Thresholds(
                Objects.requireNonNullElse(probe.getSuccessThreshold(), usual.success()),
                Objects.requireNonNullElse(probe.getFailureThreshold(), usual.failure()));
    }

    private ProbeSpec.@Nullable Check check(@Nullable HttpProbe http, @Nullable TcpProbe tcp) {
        checks.require((http == null) != (tcp == null), "probe", "needs exactly one of http and tcp");
        if (http != null) {
            checks.require(http.getPath() != null, "probe.http.path", "is required")
                    .require(http.getPort() != null, "probe.http.port", "is required: the name of one of ports")
                    .length(http.getPath(), 1024, "probe.http.path");
            return new ProbeSpec.Http(
                    Objects.requireNonNullElse(http.getPath(), "/"), Objects.requireNonNullElse(http.getPort(), ""));
        }
        if (tcp != null) {
            checks.require(tcp.getPort() != null, "probe.tcp.port", "is required: the name of one of ports");
            return new ProbeSpec.Tcp(Objects.requireNonNullElse(tcp.getPort(), ""));
        }
        return null;
    }
}
