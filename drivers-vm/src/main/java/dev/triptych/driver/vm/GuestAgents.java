package dev.triptych.driver.vm;

import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.WorkloadKey;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.LibvirtException;

/** Reaches the agents of machines through libvirt, which synchronises with each and asks one thing at a time. */
final class GuestAgents {
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Set<ErrorNumber> ABSENT =
            Set.of(ErrorNumber.VIR_ERR_AGENT_UNRESPONSIVE, ErrorNumber.VIR_ERR_AGENT_UNSYNCED);

    private final InstallationId installation;
    private final LibvirtSession session;
    private final Operations operations;

    GuestAgents(InstallationId installation, LibvirtSession session, Operations operations) {
        this.installation = installation;
        this.session = session;
        this.operations = operations;
    }

    GuestAgent of(WorkloadKey key) {
        UUID uuid = DomainIdentity.of(installation, key).uuid();
        return new GuestAgent((request, atMost) ->
                operations.run(atMost.plus(PATIENCE), () -> ask(uuid, request, (int) Math.max(1, atMost.toSeconds()))));
    }

    private String ask(UUID uuid, String request, int seconds) {
        return session.call(
                        "ask the guest agent",
                        connection -> DomainReader.with(connection, uuid, domain -> {
                            try {
                                return domain.qemuAgentCommand(request, seconds, 0);
                            } catch (LibvirtException failure) {
                                throw explained(failure);
                            }
                        }))
                .orElseThrow(() -> new DriverException(DriverErrorCode.WORKLOAD_ABSENT, "there is no such machine"));
    }

    private static LibvirtException explained(LibvirtException failure) {
        String words = String.valueOf(failure.getMessage());
        if (LibvirtErrorMapper.isAway(failure)) {
            return failure;
        }
        if (words.contains("not connected") || words.contains("not configured") || words.contains("not available")) {
            throw absent(words, failure);
        }
        boolean silent =
                failure.getError() != null && ABSENT.contains(failure.getError().getCode());
        if (silent || words.contains("not responding") || words.contains("timed out")) {
            throw new DriverException(
                    DriverErrorCode.BACKEND_TIMEOUT, "the guest agent does not answer", words, failure);
        }
        throw new DriverException(
                DriverErrorCode.BACKEND_REFUSED,
                "the guest agent refused; the service's log has its words",
                words,
                failure);
    }

    private static DriverException absent(String words, LibvirtException failure) {
        return new DriverException(
                DriverErrorCode.NOT_SUPPORTED,
                "no agent is connected in the guest: install and start qemu-guest-agent in its system, or wait until it is up",
                words,
                failure);
    }

    /** Whether an agent answers now. */
    boolean answers(WorkloadKey key) {
        try {
            of(key).ask("guest-ping", Map.of(), PATIENCE);
            return true;
        } catch (DriverException silent) {
            return false; // asked only to choose a way that works without it
        }
    }
}
