import type {
  Egress,
  Network,
  NetworkMember,
  NetworkRange,
  WorkloadDescription,
  WorkloadKind,
} from '../api/schema';
import { KINDS } from './states';

export const REACH: Record<Egress, string> = {
  none: 'nothing but DHCP and names',
  local: 'the shared network',
  all: 'everything that the host reaches',
};

/** What a workload may open connections to. A module opens none, whatever is given. */
export function reach(kind: WorkloadKind, egress: Egress = 'all'): string {
  return kind === 'wasm' ? 'nothing: a module opens no connections' : REACH[egress];
}

/** Whether the service counts a workload among the members of the shared network; machines are always on it. */
export function isNear({ kind, network }: Pick<WorkloadDescription, 'kind' | 'network'>): boolean {
  return kind === 'vm' || network?.shared === true || (network?.egress ?? 'all') !== 'all';
}

/** The workload as a member, with the network that it is a member of. */
export function memberOf(
  networks: readonly Network[],
  workload: string,
): { network: Network; member: NetworkMember } | undefined {
  for (const network of networks) {
    const member = network.members.find(each => each.workload === workload);
    if (member) return { network, member };
  }
  return undefined;
}

/** Why nobody finds a member by a name. */
export function nameless({ shared }: Pick<NetworkMember, 'shared'>): string {
  return shared ? 'no name now' : 'no name: not shared';
}

/** Whose the addresses of a range are. */
export function ownerOf({ for: owner }: Pick<NetworkRange, 'for'>): string {
  return owner === 'host' ? 'The host' : KINDS[owner].plural;
}

/** How many of a range's addresses are in use here: `3 of 118`. */
export function inUse({ first, last, used }: Pick<NetworkRange, 'first' | 'last' | 'used'>): string {
  const size = rangeSize(first, last);
  return size === undefined ? used.toLocaleString('en') : `${used.toLocaleString('en')} of ${size}`;
}

/** How many IPv4 addresses stand from the first to the last; undefined for what is none, or ends before it begins. */
export function rangeSize(first: string, last: string): number | undefined {
  const [from, to] = [number(first), number(last)];
  return from === undefined || to === undefined || to < from ? undefined : to - from + 1;
}

function number(address: string): number | undefined {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(address)) return undefined;
  const parts = address.split('.').map(Number);
  return parts.some(part => part > 255) ? undefined : parts.reduce((sum, part) => sum * 256 + part, 0);
}
