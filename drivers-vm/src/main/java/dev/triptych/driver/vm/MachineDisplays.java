package dev.triptych.driver.vm;

import dev.triptych.spi.DisplayAccess;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.InteractiveSession;
import dev.triptych.spi.Observation;
import dev.triptych.spi.WorkloadKey;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Function;

/** The displays of machines: connections to the socket on which QEMU speaks RFB. */
final class MachineDisplays implements DisplayAccess {
    private final InstallationId installation;
    private final LibvirtSession session;
    private final Operations operations;
    private final Duration deadline;
    private final Function<WorkloadKey, Observation> look;

    MachineDisplays(
            InstallationId installation,
            LibvirtSession session,
            Operations operations,
            Duration deadline,
            Function<WorkloadKey, Observation> look) {
        this.installation = installation;
        this.session = session;
        this.operations = operations;
        this.deadline = deadline;
        this.look = look;
    }

    @Override
    public InteractiveSession openDisplay(WorkloadKey key) {
        return operations.run(deadline, () -> open(key));
    }

    private InteractiveSession open(WorkloadKey key) {
        String _ = MachineConsoles.requireRunning(look.apply(key));
        UUID uuid = DomainIdentity.of(installation, key).uuid();
        String xml = session.call(
                        "look for a machine's display",
                        connection -> DomainReader.with(connection, uuid, domain -> domain.getXMLDesc(0)))
                .orElseThrow(() -> new DriverException(DriverErrorCode.WORKLOAD_ABSENT, "there is no such machine"));
        Path socket = DomainXmlReader.displaySocket(xml)
                .orElseThrow(() ->
                        new DriverException(DriverErrorCode.NOT_SUPPORTED, "the machine was made without a display"));
        try {
            return new DisplaySession(connect(socket));
        } catch (IOException failure) {
            throw new DriverException(
                    DriverErrorCode.BACKEND_UNAVAILABLE,
                    "the machine's display does not answer; the service's log says why",
                    socket + ": " + failure,
                    failure);
        }
    }

    private static SocketChannel connect(Path socket) throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(socket));
    }
}
