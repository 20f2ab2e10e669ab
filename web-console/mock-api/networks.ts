import type { Network, NetworkList, NetworkMember, NetworkRange, Workload } from '../src/api/schema';
import { isNear } from '../src/ui/networks';
import { OCCUPYING } from '../src/ui/states';
import type { World } from './world';

export const INSTALLATION = '0193f0c2-6f1e-7c3a-9d55-3f2a1b7c8d90';
const DOMAIN = `${INSTALLATION.slice(-8)}.triptych`;
const NAMED_AT_MOST = 500;

/** The last part of the first and of the last address of each kind. */
const PARTS = { host: [1, 1], vm: [10, 127], container: [128, 223], wasm: [224, 254] } as const;

/** The network that all kinds share, with who is near it in the pretended world. */
export function listNetworks(world: World): NetworkList {
  const libvirt = world.drivers.find(each => each.kind === 'vm');
  const available = libvirt !== undefined && libvirt.health !== 'unavailable';
  const members = membersOf(world, available);
  const network: Network = {
    name: 'triptych',
    available,
    bridge: 'triptych0',
    domain: DOMAIN,
    ...(available
      ? { subnet: '10.77.0.0/24', gateway: '10.77.0.1' }
      : { detail: 'libvirt does not answer. Start it, or run ./triptych up, which does.' }),
    ranges: available ? rangesOf(members) : [],
    members: members.slice(0, NAMED_AT_MOST),
    memberCount: members.length,
  };
  return { items: [world.knot(network)] };
}

function membersOf(world: World, available: boolean): NetworkMember[] {
  const next = { vm: PARTS.vm[0], container: PARTS.container[0], wasm: PARTS.wasm[0] } as Record<
    Workload['kind'],
    number
  >;
  return [...world.members.values()]
    .map(each => each.workload)
    .filter(isNear)
    .sort((one, other) => one.name.localeCompare(other.name))
    .map(({ name, kind, network, ports, status }) => {
      const shared = network?.shared ?? false;
      const there = available && OCCUPYING.has(status.state) && (kind !== 'wasm' || shared);
      const address = status.addresses?.[0] ?? `10.77.0.${next[kind]++}`;
      return {
        workload: name,
        kind,
        state: status.state,
        shared,
        egress: network?.egress ?? 'all',
        names: there && shared ? [name, `${name}.triptych`, `${name}.${DOMAIN}`] : [],
        addresses: there ? [address] : [],
        ports: (ports ?? []).map(({ port }) => port),
      };
    });
}

function rangesOf(members: NetworkMember[]): NetworkRange[] {
  return (['host', 'vm', 'container', 'wasm'] as const).map(owner => ({
    for: owner,
    first: `10.77.0.${PARTS[owner][0]}`,
    last: `10.77.0.${PARTS[owner][1]}`,
    used:
      members.filter(({ kind, addresses }) => kind === owner && addresses.length > 0).length +
      (owner === 'host' ? 1 : 0),
  }));
}
