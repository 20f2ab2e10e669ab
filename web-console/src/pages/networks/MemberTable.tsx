import type { NetworkMember } from '../../api/schema';
import { KindBadge, StateBadge } from '../../ui/badges';
import { Foreign } from '../../ui/Foreign';
import { ItemTable, type Column } from '../../ui/ItemTable';
import { KnownAs } from '../../ui/KnownAs';
import { nameless, reach } from '../../ui/networks';
import { Link } from '../../ui/router';

/** Who is on a network or bound by it, also those that do not run now. */
export function MemberTable({ members, count }: { members: NetworkMember[]; count: number }) {
  const more = count - members.length;
  return (
    <>
      <ItemTable items={members} keyOf={({ workload }) => workload} columns={COLUMNS} />
      {more > 0 && (
        <p className="caption">
          And {more.toLocaleString('en')} more: the first {members.length.toLocaleString('en')} by name are
          shown.
        </p>
      )}
    </>
  );
}

const COLUMNS: [Column<NetworkMember>, ...Column<NetworkMember>[]] = [
  { label: 'Workload', cell: ({ workload }) => <Link to={`/workloads/${workload}`}>{workload}</Link> },
  { label: 'Kind', cell: ({ kind }) => <KindBadge kind={kind} /> },
  { label: 'State', cell: ({ state }) => <StateBadge state={state} /> },
  {
    label: 'Known as',
    cell: member =>
      member.names.length === 0 ? (
        <span className="muted">{nameless(member)}</span>
      ) : (
        <KnownAs names={member.names} of={member.workload} />
      ),
  },
  {
    label: 'Addresses',
    cell: ({ addresses, ports }) =>
      addresses.length === 0 ? (
        <span className="muted">none now</span>
      ) : (
        <>
          {addresses.map(address => (
            <div key={address} className="address">
              <code>
                <Foreign text={address} />
              </code>
            </div>
          ))}
          <Ports ports={ports} />
        </>
      ),
  },
  { label: 'May reach', cell: ({ kind, egress }) => reach(kind, egress) },
];

/** Where its program listens, by its description. */
function Ports({ ports }: Pick<NetworkMember, 'ports'>) {
  if (ports.length === 0) return null;
  return (
    <small className="muted">
      {ports.length === 1 ? 'port' : 'ports'} {ports.join(', ')}
    </small>
  );
}
