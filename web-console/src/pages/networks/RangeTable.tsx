import type { NetworkRange } from '../../api/schema';
import { Foreign } from '../../ui/Foreign';
import { ItemTable, type Column } from '../../ui/ItemTable';
import { inUse, ownerOf } from '../../ui/networks';

/** Which addresses are whose, and how many of them the workloads of this installation hold. */
export function RangeTable({ ranges }: { ranges: NetworkRange[] }) {
  return (
    <ItemTable items={ranges} keyOf={({ for: owner, first }) => `${owner} ${first}`} columns={COLUMNS} />
  );
}

const COLUMNS: [Column<NetworkRange>, ...Column<NetworkRange>[]] = [
  { label: 'Whose', cell: ownerOf },
  {
    label: 'Addresses',
    cell: ({ first, last }) => (
      <code className="breaks">
        <Foreign text={first === last ? first : `${first} – ${last}`} />
      </code>
    ),
  },
  { label: 'In use here', right: true, title: () => 'By workloads of this installation', cell: inUse },
];
