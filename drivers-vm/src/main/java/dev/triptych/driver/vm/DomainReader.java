package dev.triptych.driver.vm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.DomainInfo;
import org.libvirt.DomainInterface;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.LibvirtException;

/** Asks libvirt about domains, and lets go of every handle. */
final class DomainReader {
    private static final int FROM_LEASES = 0;

    private DomainReader() {}

    /** Something done with one domain. */
    @FunctionalInterface
    interface Use<T extends @Nullable Object> {
        T with(Domain domain) throws LibvirtException;
    }

    /** Empty when there is no such domain. */
    static <T> Optional<T> with(Connect connection, UUID uuid, Use<T> use) throws LibvirtException {
        Domain domain;
        try {
            domain = connection.domainLookupByUUID(uuid);
        } catch (LibvirtException failure) {
            if (LibvirtErrorMapper.is(failure, ErrorNumber.VIR_ERR_NO_DOMAIN)) {
                return Optional.empty();
            }
            throw failure;
        }
        try {
            return Optional.of(use.with(domain));
        } finally {
            domain.free();
        }
    }

    /** Every domain with a mark of ours; one that goes away meanwhile is left out. */
    static List<DomainSnapshot> all(Connect connection) throws LibvirtException {
        List<DomainSnapshot> snapshots = new ArrayList<>();
        Domain[] domains = connection.listAllDomains(0);
        try {
            for (Domain domain : domains) {
                addUnlessGone(domain, snapshots);
            }
        } finally {
            for (Domain domain : domains) {
                domain.free();
            }
        }
        return snapshots;
    }

    private static void addUnlessGone(Domain domain, List<DomainSnapshot> snapshots) throws LibvirtException {
        try {
            snapshot(domain).ifPresent(snapshots::add);
        } catch (LibvirtException failure) {
            if (!LibvirtErrorMapper.is(failure, ErrorNumber.VIR_ERR_NO_DOMAIN)) {
                throw failure;
            }
        }
    }

    /** Empty for a domain that is not marked as ours. */
    static Optional<DomainSnapshot> snapshot(Domain domain) throws LibvirtException {
        String name = domain.getName();
        if (!name.startsWith("triptych-")) {
            return Optional.empty();
        }
        String xml = domain.getXMLDesc(0);
        Optional<DomainMark> mark = DomainXmlReader.mark(xml);
        if (mark.isEmpty()) {
            return Optional.empty();
        }
        DomainSnapshot.State state = state(domain.getInfo().state);
        return Optional.of(new DomainSnapshot(
                UUID.fromString(domain.getUUIDString()),
                name,
                mark.get(),
                state,
                state.active() ? addresses(domain) : List.of(),
                state.active() && DomainXmlReader.hasAgent(xml)));
    }

    static DomainSnapshot.State state(DomainInfo.DomainState state) {
        return switch (state) {
            case VIR_DOMAIN_RUNNING, VIR_DOMAIN_BLOCKED, VIR_DOMAIN_NOSTATE -> DomainSnapshot.State.RUNNING;
            case VIR_DOMAIN_PAUSED, VIR_DOMAIN_PMSUSPENDED -> DomainSnapshot.State.PAUSED;
            case VIR_DOMAIN_SHUTDOWN -> DomainSnapshot.State.SHUTTING_DOWN;
            case VIR_DOMAIN_SHUTOFF -> DomainSnapshot.State.OFF;
            case VIR_DOMAIN_CRASHED -> DomainSnapshot.State.CRASHED;
        };
    }

    /** What the network's DHCP server leased, which is what the backend assigned; never what a guest says. */
    private static List<String> addresses(Domain domain) throws LibvirtException {
        List<String> addresses = new ArrayList<>();
        try {
            for (DomainInterface card : domain.interfaceAddresses(FROM_LEASES, 0)) {
                card.addrs.forEach(lease -> addresses.add(lease.address.getHostAddress()));
            }
        } catch (LibvirtException failure) {
            if (!LibvirtErrorMapper.is(failure, ErrorNumber.VIR_ERR_OPERATION_INVALID)) {
                throw failure;
            }
            // it ended between the two questions, and so has no address any more
        }
        return addresses;
    }
}
