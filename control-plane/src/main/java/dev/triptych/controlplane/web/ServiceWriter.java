package dev.triptych.controlplane.web;

import dev.triptych.api.model.AnswerCounts;
import dev.triptych.api.model.BackendDescription;
import dev.triptych.api.model.BackendFigures;
import dev.triptych.api.model.BackendHealth;
import dev.triptych.api.model.BackendStatus;
import dev.triptych.api.model.LatencyBar;
import dev.triptych.api.model.LatencyFigures;
import dev.triptych.api.model.Service;
import dev.triptych.api.model.ServiceLimits;
import dev.triptych.api.model.ServiceProtocol;
import dev.triptych.api.model.ServiceStatus;
import dev.triptych.api.model.ServiceTls;
import dev.triptych.controlplane.service.BackendState;
import dev.triptych.controlplane.service.ServiceRecord;
import dev.triptych.controlplane.service.ServiceSpec;
import dev.triptych.controlplane.service.ServiceView;
import dev.triptych.gateway.wire.BackendAddress;
import dev.triptych.gateway.wire.Protocol;
import dev.triptych.gateway.wire.TlsIdentity;
import dev.triptych.spi.ByteSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows a service with what is seen of it; never the key of its certificate. */
final class ServiceWriter {
    private ServiceWriter() {}

    static Service shown(ServiceView view) {
        ServiceSpec spec = view.service().spec();
        return new Service(
                        spec.name(),
                        ServiceProtocol.valueOf(spec.protocol().name()),
                        spec.port(),
                        spec.bind(),
                        spec.hosts(),
                        spec.backends().stream()
                                .map(one -> new BackendDescription(one.workload())
                                        .port(one.port())
                                        .weight(one.weight()))
                                .toList(),
                        limits(spec.limits()),
                        status(view))
                .tls(spec.certificates() == null ? null : new ServiceTls(spec.certificates()));
    }

    private static ServiceLimits limits(dev.triptych.gateway.wire.ServiceLimits limits) {
        Long most = limits.bodyBytes();
        return new ServiceLimits()
                .header(new ByteSize(limits.headerBytes()).toString())
                .body(most == null ? null : new ByteSize(most).toString())
                .idle(DurationText.of(limits.idle()))
                .connect(DurationText.of(limits.connect()))
                .response(DurationText.of(limits.response()))
                .drain(DurationText.of(limits.drain()));
    }

    private static ServiceStatus status(ServiceView view) {
        ServiceRecord service = view.service();
        String certificates = service.spec().certificates();
        return new ServiceStatus(
                        service.port(),
                        addresses(view),
                        view.backends().stream().map(one -> backend(view, one)).toList(),
                        service.createdAt(),
                        service.changedAt())
                .problem(view.problem())
                .migration(service.shift() == null ? null : service.shift().migration())
                .countedSince(view.since())
                .certificateExpiresAt(
                        certificates == null
                                ? null
                                : TlsIdentity.chain(certificates)
                                        .getFirst()
                                        .getNotAfter()
                                        .toInstant());
    }

    private static List<String> addresses(ServiceView view) {
        ServiceSpec spec = view.service().spec();
        List<String> addresses = new ArrayList<>();
        boolean http = spec.protocol() == Protocol.HTTP;
        if (view.problem() == null) {
            String scheme = !http ? "tcp" : spec.certificates() == null ? "http" : "https";
            addresses.add(scheme + "://" + joined(spec.bind(), view.service().port()) + (http ? "/" : ""));
        }
        if (http && view.gatewayPort() != null) {
            addresses.add("http://" + spec.name() + ".localhost:" + view.gatewayPort() + "/");
        }
        return addresses;
    }

    private static String joined(String host, int port) {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    private static BackendStatus backend(ServiceView view, BackendState state) {
        var figures = view.figures(state);
        BackendAddress address = state.address();
        return new BackendStatus(state.backend().workload(), state.backend().weight(), health(state, figures))
                .port(state.backend().port())
                .reason(state.reason())
                .address(address == null ? null : joined(address.host(), address.port()))
                .figures(figures == null ? null : figures(figures));
    }

    private static BackendHealth health(
            BackendState state, dev.triptych.gateway.wire.@Nullable BackendFigures figures) {
        return switch (state.health()) {
            case READY -> figures == null || figures.passing() ? BackendHealth.READY : BackendHealth.FAILING;
            case UNKNOWN -> BackendHealth.UNKNOWN;
            case NOT_READY -> BackendHealth.NOT_READY;
        };
    }

    private static BackendFigures figures(dev.triptych.gateway.wire.BackendFigures seen) {
        var latency = seen.latency();
        return new BackendFigures(
                        seen.requests(),
                        seen.inFlight(),
                        answers(seen.answers()),
                        seen.failures().getOrDefault("connect", 0L),
                        seen.failures().getOrDefault("timeout", 0L),
                        seen.failures().getOrDefault("broken", 0L),
                        seen.failures().getOrDefault("client", 0L),
                        seen.retried(),
                        seen.bytesIn(),
                        seen.bytesOut())
                .latency(latency == null ? null : latency(latency));
    }

    private static AnswerCounts answers(Map<Integer, Long> byClass) {
        return new AnswerCounts(
                byClass.getOrDefault(1, 0L),
                byClass.getOrDefault(2, 0L),
                byClass.getOrDefault(3, 0L),
                byClass.getOrDefault(4, 0L),
                byClass.getOrDefault(5, 0L));
    }

    private static LatencyFigures latency(dev.triptych.gateway.wire.BackendFigures.Latency seen) {
        return new LatencyFigures(
                seen.count(),
                seen.p50(),
                seen.p95(),
                seen.p99(),
                seen.max(),
                seen.histogram().stream()
                        .map(bar -> new LatencyBar(bar.count()).atMostMs(bar.atMostMillis()))
                        .toList());
    }
}
