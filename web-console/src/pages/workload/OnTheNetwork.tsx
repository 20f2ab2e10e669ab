import { useNetworks } from '../../api/networks';
import type { Network, NetworkMember, Workload } from '../../api/schema';
import { Foreign } from '../../ui/Foreign';
import { KnownAs } from '../../ui/KnownAs';
import { isNear, memberOf, nameless, reach } from '../../ui/networks';
import { Link } from '../../ui/router';

/** Facts of a workload: what it is called on the network that all kinds share, where it is there, and what it may reach. */
export function OnTheNetwork({ workload }: { workload: Workload }) {
  const near = isNear(workload);
  const networks = useNetworks(near);
  if (!near && workload.network === undefined) return null;
  const found = networks.data && memberOf(networks.data.items, workload.name);
  return (
    <>
      {found && <Membership {...found} />}
      <div>
        <dt>May reach</dt>
        <dd>{reach(workload.kind, workload.network?.egress)}</dd>
      </div>
    </>
  );
}

function Membership({ network, member }: { network: Network; member: NetworkMember }) {
  const { names, addresses, workload } = member;
  return (
    <>
      <div>
        <dt>Known as</dt>
        <dd>
          {names.length === 0 ? (
            <span className="muted">{nameless(member)}</span>
          ) : (
            <KnownAs names={names} of={workload} />
          )}
        </dd>
      </div>
      <div>
        <dt>
          On{' '}
          <Link to="/networks">
            <Foreign text={network.name} />
          </Link>
        </dt>
        <dd>
          {addresses.length === 0 ? (
            <span className="muted">{network.available ? 'no address now' : 'the network is not up'}</span>
          ) : (
            <code>
              <Foreign text={addresses.join(', ')} />
            </code>
          )}
        </dd>
      </div>
    </>
  );
}
