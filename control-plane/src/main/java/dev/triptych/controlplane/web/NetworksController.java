package dev.triptych.controlplane.web;

import dev.triptych.api.NetworksApi;
import dev.triptych.api.model.Egress;
import dev.triptych.api.model.Network;
import dev.triptych.api.model.NetworkList;
import dev.triptych.api.model.NetworkMember;
import dev.triptych.api.model.NetworkRange;
import dev.triptych.api.model.NetworkRangeOwner;
import dev.triptych.api.model.WorkloadKind;
import dev.triptych.api.model.WorkloadState;
import dev.triptych.controlplane.dispatch.Networks;
import dev.triptych.controlplane.dispatch.Networks.Listed;
import dev.triptych.controlplane.dispatch.Networks.Member;
import dev.triptych.controlplane.dispatch.Networks.Range;
import dev.triptych.controlplane.workload.Description;
import dev.triptych.controlplane.workload.PortSpec;
import dev.triptych.spi.SharedSubnet;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

@RestController
final class NetworksController implements NetworksApi {
    private final Networks networks;

    NetworksController(Networks networks) {
        this.networks = networks;
    }

    @Override
    public ResponseEntity<NetworkList> listNetworks() {
        return ResponseEntity.ok(new NetworkList(
                networks.all().stream().map(NetworksController::shown).toList()));
    }

    private static Network shown(Listed listed) {
        SharedSubnet subnet = listed.subnet();
        return new Network(
                        listed.name(),
                        listed.lack() == null,
                        listed.ranges().stream().map(NetworksController::shown).toList(),
                        listed.members().stream().map(NetworksController::shown).toList(),
                        listed.memberCount())
                .detail(listed.lack())
                .bridge(listed.bridge())
                .subnet(subnet == null ? null : subnet.cidr())
                .gateway(subnet == null ? null : subnet.gateway().getHostAddress())
                .domain(listed.domain());
    }

    private static NetworkRange shown(Range range) {
        return new NetworkRange(
                NetworkRangeOwner.valueOf(range.owner().name()), range.first(), range.last(), range.used());
    }

    private static NetworkMember shown(Member member) {
        Description description = member.workload().workload().description();
        return new NetworkMember(
                description.name(),
                WorkloadKind.valueOf(description.kind().name()),
                WorkloadState.valueOf(member.workload().state().name()),
                description.network().shared(),
                Egress.valueOf(description.network().egress().name()),
                member.names(),
                member.addresses(),
                description.ports().stream().map(PortSpec::port).toList());
    }
}
