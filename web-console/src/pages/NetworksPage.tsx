import { useNetworks } from '../api/networks';
import type { Network } from '../api/schema';
import { Badge } from '../ui/badges';
import { Copied } from '../ui/Copied';
import { Foreign } from '../ui/Foreign';
import { Icon } from '../ui/Icon';
import { Empty, Loaded } from '../ui/notices';
import { Page, Panel } from '../ui/Page';
import type { Look } from '../ui/states';
import { MemberTable } from './networks/MemberTable';
import { RangeTable } from './networks/RangeTable';

export default function NetworksPage() {
  return (
    <Page title="Networks">
      <p className="lead">
        Where workloads of every kind reach each other by name: <code>{'"network": { "shared": true }'}</code>
        .
      </p>
      <Loaded query={useNetworks()} label="Loading networks" rows={8}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon="networks" title="No networks">
              <p>./triptych up makes the one that all kinds share, where libvirt is.</p>
            </Empty>
          ) : (
            items.map(network => <Shown key={network.name} network={network} />)
          )
        }
      </Loaded>
    </Page>
  );
}

const UP: Look = { label: 'Up', icon: 'checkCircle', tone: 'good' };
/** It may only wait for the first workload that needs it; `detail` says so. */
const NOT_UP: Look = { label: 'Not up', icon: 'warning', tone: 'doubt' };

function Shown({ network }: { network: Network }) {
  const look = network.available ? UP : NOT_UP;
  return (
    <section aria-label={`Network ${network.name.slice(0, 63)}`}>
      <div className="split">
        <Panel title={<Foreign text={network.name} />} actions={<Badge look={look} />}>
          {network.detail !== undefined && (
            <div className={`notice ${look.tone}`}>
              <Icon name={look.icon} />
              <div>
                <p>
                  <Foreign text={network.detail} />
                </p>
              </div>
            </div>
          )}
          <dl className="facts">
            <Fact name="Bridge" value={network.bridge} />
            <Fact name="Subnet" value={network.subnet} />
            <Fact name="Gateway" value={network.gateway} means="the host: gateway, DHCP and names" copied />
            <Fact name="Domain" value={network.domain} means="of this installation’s names" copied />
          </dl>
        </Panel>
        <Panel title="Whose addresses">
          {network.ranges.length === 0 ? (
            <p className="muted">Told while the network is up.</p>
          ) : (
            <RangeTable ranges={network.ranges} />
          )}
        </Panel>
      </div>
      <Panel title="Who is on it">
        {network.members.length === 0 ? (
          <Empty icon="workloads" title="Nobody is on it yet">
            <p>Machines are on it always; containers and modules when their description asks for it.</p>
          </Empty>
        ) : (
          <MemberTable members={network.members} count={network.memberCount} />
        )}
      </Panel>
    </section>
  );
}

function Fact({
  name,
  value,
  means,
  copied = false,
}: {
  name: string;
  value: string | undefined;
  means?: string;
  copied?: boolean;
}) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {value === undefined ? (
          <span className="muted">not known</span>
        ) : (
          <span className="known-as">
            {copied ? (
              <Copied text={value} label={`Copy the ${name.toLowerCase()}`} />
            ) : (
              <code>
                <Foreign text={value} />
              </code>
            )}
            {means && <span className="muted">{means}</span>}
          </span>
        )}
      </dd>
    </div>
  );
}
