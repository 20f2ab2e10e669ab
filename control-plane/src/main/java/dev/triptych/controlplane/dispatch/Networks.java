package dev.triptych.controlplane.dispatch;

import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException.Unavailable;
import dev.triptych.controlplane.workload.WorkloadQueries;
import dev.triptych.controlplane.workload.WorkloadQueries.Neighbours;
import dev.triptych.controlplane.workload.WorkloadRecord;
import dev.triptych.controlplane.workload.WorkloadView;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.SharedNaming.NamedAddress;
import dev.triptych.spi.SharedNaming.NamedNetwork;
import dev.triptych.spi.SharedSubnet;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The network that all kinds share, and who is near it. Who there is comes from the record, with the addresses that backends
 * gave; what the network is and which names lead to them, from its backend.
 */
@Component
public class Networks {
    /** How many members are told at most. */
    public static final int MOST_MEMBERS = 500;

    /** What it is called where nobody tells. */
    private static final String NAME = "triptych";

    private final NetworkLooks looks;
    private final WorkloadQueries workloads;
    private final String domain;

    Networks(NetworkLooks looks, WorkloadQueries workloads, InstallationId installation) {
        this.looks = looks;
        this.workloads = workloads;
        this.domain = SharedSubnet.domainOf(installation);
    }

    /**
     * A network.
     *
     * @param lack why nobody is reached on it now, with the remedy; null when it is up
     * @param bridge null when it is not known
     * @param subnet null when it is not up
     * @param domain null when no backend tells of it
     * @param ranges empty when it is not up
     * @param members the first of them at most, by name
     * @param memberCount how many there are
     */
    public record Listed(
            String name,
            @Nullable String lack,
            @Nullable String bridge,
            @Nullable SharedSubnet subnet,
            @Nullable String domain,
            List<Range> ranges,
            List<Member> members,
            long memberCount) {}

    /** Whose the addresses of a range are. */
    public enum Owner {
        HOST,
        VM,
        CONTAINER,
        WASM
    }

    /**
     * Addresses of one owner.
     *
     * @param used how many of them workloads of this installation have; of the host, its own
     */
    public record Range(Owner owner, String first, String last, long used) {}

    /**
     * A workload that is on the network, or would be while it runs.
     *
     * @param names what leads to it now, the shortest first; empty while it has none
     * @param addresses on the network; empty while it is not there
     */
    public record Member(WorkloadView workload, List<String> names, List<String> addresses) {}

    /**
     * All of them; asks the backend, and answers also when that does not.
     *
     * @throws Unavailable {@link ErrorCode#DRIVER_UNAVAILABLE} when the thread is interrupted
     */
    public List<Listed> all() {
        NetworkLooks.Look look = look();
        Neighbours near = workloads.nearTheNetwork(MOST_MEMBERS);
        NamedNetwork network = look.network();
        SharedSubnet subnet = network == null ? null : network.subnet();
        Map<String, NamedAddress> named = network == null
                ? Map.of()
                : network.named().stream()
                        .collect(Collectors.toMap(NamedAddress::address, Function.identity(), (one, _) -> one));
        List<Member> members =
                near.first().stream().map(view -> member(view, subnet, named)).toList();
        return List.of(new Listed(
                network == null ? NAME : network.name(),
                look.lack(),
                network == null || network.bridge().isEmpty() ? null : network.bridge(),
                subnet,
                network == null ? null : domain,
                subnet == null ? List.of() : ranges(subnet, near.present()),
                members,
                near.count()));
    }

    private NetworkLooks.Look look() {
        try {
            return looks.look();
        } catch (DriverException interrupted) {
            throw DriverFailures.toApi(interrupted);
        }
    }

    private Member member(WorkloadView view, @Nullable SharedSubnet subnet, Map<String, NamedAddress> named) {
        WorkloadRecord workload = view.workload();
        List<String> addresses =
                subnet == null ? List.of() : addresses(workload, subnet).toList();
        List<String> names = addresses.stream()
                .flatMap(address -> Stream.ofNullable(named.get(address)))
                .flatMap(entry -> names(workload.name(), entry))
                .distinct()
                .toList();
        return new Member(view, names, addresses);
    }

    /** A module may be published at the host's own address, which is nobody's. */
    private static Stream<String> addresses(WorkloadRecord workload, SharedSubnet subnet) {
        String gateway = subnet.gateway().getHostAddress();
        return SharedNames.addresses(workload).stream()
                .filter(address -> subnet.contains(address) && !address.equals(gateway));
    }

    /** The name that everybody on the host finds may be that of another installation's workload. */
    private Stream<String> names(String workload, NamedAddress entry) {
        String own = workload + "." + domain;
        String plain = workload + "." + SharedSubnet.DOMAIN;
        return entry.names().contains(own)
                ? Stream.of(workload, plain, own)
                        .filter(name -> name.equals(workload) || entry.names().contains(name))
                : Stream.of();
    }

    private static List<Range> ranges(SharedSubnet subnet, List<WorkloadView> present) {
        int[] taken = present.stream()
                .flatMap(view -> addresses(view.workload(), subnet))
                .distinct()
                .mapToInt(address -> SharedSubnet.number(InetAddress.ofLiteral(address)))
                .toArray();
        String gateway = subnet.gateway().getHostAddress();
        return List.of(
                new Range(Owner.HOST, gateway, gateway, 1),
                range(Owner.VM, subnet.machines(), taken),
                range(Owner.CONTAINER, subnet.containers(), taken),
                range(Owner.WASM, subnet.modules(), taken));
    }

    private static Range range(Owner owner, SharedSubnet.Range range, int[] taken) {
        long used = Arrays.stream(taken).filter(range::contains).count();
        return new Range(owner, SharedSubnet.text(range.first()), SharedSubnet.text(range.last()), used);
    }
}
