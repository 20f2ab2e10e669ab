package dev.triptych.controlplane.web;

import dev.triptych.api.model.BackendDescription;
import dev.triptych.api.model.ServiceDescription;
import dev.triptych.api.model.ServiceProtocol;
import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException.Unprocessable;
import dev.triptych.controlplane.platform.Violation;
import dev.triptych.controlplane.service.ServiceSpec;
import dev.triptych.controlplane.service.ServiceSpec.BackendSpec;
import dev.triptych.gateway.wire.Protocol;
import dev.triptych.gateway.wire.ServiceLimits;
import dev.triptych.gateway.wire.TlsIdentity;
import dev.triptych.spi.ByteSize;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the description of a service, and says everything that is wrong with it at once. */
final class ServiceReader {
    private static final String LOOPBACK = "127.0.0.1";
    private static final Pattern HOST =
            Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");
    private static final int MOST_HOST = 253;
    private static final int MOST_ITEMS = 20;
    private static final int MOST_WEIGHT = 1000;
    private static final long MOST_HEADER = 64 << 10;
    private static final long LEAST_HEADER = 1 << 10;
    private static final Duration LONGEST = Duration.ofHours(24);

    private final String name;
    private final ServiceDescription body;
    private final Checks checks = new Checks();

    private ServiceReader(String name, ServiceDescription body) {
        this.name = name;
        this.body = body;
    }

    /**
     * Reads it.
     *
     * @throws dev.triptych.controlplane.platform.TriptychException.InvalidRequest with all violations
     * @throws Unprocessable {@link ErrorCode#NAME_RESERVED}
     */
    static ServiceSpec read(String name, ServiceDescription body) {
        ServiceSpec spec = new ServiceReader(name, body).readAll();
        if (DescriptionReader.RESERVED.contains(name)) {
            throw new Unprocessable(
                    ErrorCode.NAME_RESERVED,
                    "The name \"" + name + "\" is reserved. Choose another.",
                    List.of(new Violation("name", "is reserved")));
        }
        return spec;
    }

    private ServiceSpec readAll() {
        checks.name(name, "name");
        Protocol protocol = body.getProtocol() == ServiceProtocol.TCP ? Protocol.TCP : Protocol.HTTP;
        int port = Objects.requireNonNullElse(body.getPort(), 0);
        checks.require(port >= 0 && port <= 65_535, "port", "must be between 0 and 65535");
        String certificates =
                body.getTls() == null ? null : certificates(body.getTls().getCertificate());
        ServiceSpec spec = new ServiceSpec(
                name, protocol, bind(certificates != null), port, hosts(protocol), backends(), limits(), certificates);
        checks.refuseIfAny();
        return spec;
    }

    private String bind(boolean secure) {
        String bind = Objects.requireNonNullElse(body.getBind(), LOOPBACK);
        InetAddress address = checks.parsed(bind, "bind", ServiceReader::address, InetAddress.getLoopbackAddress());
        checks.require(
                secure || address.isLoopbackAddress(),
                "bind",
                "goes beyond loopback, which needs a certificate: add tls, or leave bind out");
        return address.getHostAddress();
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("must be an IP address", e);
        }
    }

    private List<String> hosts(Protocol protocol) {
        List<String> given = Objects.requireNonNullElse(body.getHosts(), List.of());
        checks.require(given.size() <= MOST_ITEMS, "hosts", "must be at most " + MOST_ITEMS)
                .require(given.isEmpty() || protocol == Protocol.HTTP, "hosts", "are only for protocol http");
        List<String> hosts = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            String host = String.valueOf(given.get(i)).toLowerCase(Locale.ROOT);
            checks.require(
                            host.length() <= MOST_HOST && HOST.matcher(host).matches(),
                            "hosts[" + i + "]",
                            "must be a host name without a port")
                    .require(
                            !host.equals("localhost") && !host.endsWith(".localhost"),
                            "hosts[" + i + "]",
                            "must not end with localhost: those names are given out by Triptych");
            hosts.add(host);
        }
        return hosts;
    }

    private List<BackendSpec> backends() {
        List<BackendDescription> given = Objects.requireNonNullElse(body.getBackends(), List.of());
        checks.require(given.size() <= MOST_ITEMS, "backends", "must be at most " + MOST_ITEMS);
        List<BackendSpec> backends = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < given.size(); i++) {
            BackendDescription one = given.get(i);
            String field = "backends[" + i + "]";
            int weight = Objects.requireNonNullElse(one.getWeight(), 1);
            checks.name(one.getWorkload(), field + ".workload")
                    .length(one.getPort(), 63, field + ".port")
                    .require(
                            weight >= 0 && weight <= MOST_WEIGHT,
                            field + ".weight",
                            "must be between 0 and " + MOST_WEIGHT)
                    .require(
                            seen.add(one.getWorkload() + "/" + one.getPort()),
                            field,
                            "is there twice; give it one weight");
            backends.add(new BackendSpec(String.valueOf(one.getWorkload()), one.getPort(), weight));
        }
        return backends;
    }

    private ServiceLimits limits() {
        var given = body.getLimits();
        ServiceLimits standard = ServiceLimits.DEFAULT;
        if (given == null) {
            return standard;
        }
        long header = size(given.getHeader(), "limits.header", standard.headerBytes());
        checks.require(
                header >= LEAST_HEADER && header <= MOST_HEADER, "limits.header", "must be between 1KiB and 64KiB");
        Long most = given.getBody() == null ? null : size(given.getBody(), "limits.body", 0);
        return new ServiceLimits(
                (int) Math.min(header, MOST_HEADER),
                most,
                time(given.getIdle(), "limits.idle", standard.idle()),
                time(given.getConnect(), "limits.connect", standard.connect()),
                time(given.getResponse(), "limits.response", standard.response()),
                time(given.getDrain(), "limits.drain", standard.drain()));
    }

    private long size(@Nullable String text, String field, long otherwise) {
        return checks.parsed(text, field, ByteSize::parse, new ByteSize(otherwise))
                .bytes();
    }

    private Duration time(@Nullable String text, String field, Duration otherwise) {
        Duration time = checks.parsed(text, field, DurationText::parse, otherwise);
        checks.require(time.toMillis() >= 1 && time.compareTo(LONGEST) <= 0, field, "must be between 1ms and 24h");
        return time;
    }

    private @Nullable String certificates(@Nullable String text) {
        checks.require(text != null, "tls.certificate", "is required").length(text, 65_536, "tls.certificate");
        if (text == null) {
            return null;
        }
        checks.parsed(text, "tls.certificate", TlsIdentity::chain, List.of());
        return text;
    }
}
