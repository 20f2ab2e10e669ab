import { useState } from 'react';
import { useOrphanAction, useOrphans, type OrphanAction } from '../../api/queries';
import type { Orphan } from '../../api/schema';
import { Age } from '../../ui/Age';
import { Button } from '../../ui/Button';
import { Confirm } from '../../ui/Dialog';
import { Foreign } from '../../ui/Foreign';
import { ErrorNote } from '../../ui/notices';
import { Panel } from '../../ui/Page';
import { KINDS } from '../../ui/states';
import { TableScroll } from '../../ui/TableScroll';
import { useRefusal } from '../../ui/useRole';

const MEANS: Record<Orphan['onRecord'], string> = {
  none: 'nothing is on record',
  deleted: 'its workload was deleted',
  'other-generation': 'left over from another generation',
};

/** What carries our mark in a backend and belongs to no workload; nothing is shown while there is nothing. */
export function Orphans() {
  const items = useOrphans().data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <Panel title="Objects without a workload">
      <TableScroll label="Objects without a workload">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Object</th>
              <th scope="col">Kind</th>
              <th scope="col">State</th>
              <th scope="col">Why</th>
              <th scope="col">Found</th>
              <th scope="col">
                <span className="sr-only">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map(orphan => (
              <OrphanRow key={orphan.id} orphan={orphan} />
            ))}
          </tbody>
        </table>
      </TableScroll>
    </Panel>
  );
}

const CONFIRMS: Record<OrphanAction, { label: string; text: string } | undefined> = {
  adopt: {
    label: 'Adopt',
    text: 'It becomes a workload again, with the description on record. What runs goes on.',
  },
  stop: { label: 'Stop and remove', text: 'It is stopped with grace, and nothing of it is left after that.' },
  ignore: undefined,
};

function OrphanRow({ orphan }: { orphan: Orphan }) {
  const action = useOrphanAction();
  const refusal = useRefusal('operator');
  const [asking, setAsking] = useState<OrphanAction>();
  const name = orphan.name ?? orphan.workload.slice(0, 8);
  const why =
    refusal ??
    (orphan.onRecord === 'deleted'
      ? undefined
      : orphan.onRecord === 'none'
        ? 'its description is not on record; adopt it over the API, with the description'
        : 'its workload has an object of its own');
  const run = (chosen: OrphanAction) =>
    action.mutate({ id: orphan.id, action: chosen }, { onSuccess: () => setAsking(undefined) });
  const confirm = asking && CONFIRMS[asking];
  return (
    <tr>
      <th scope="row" data-label="Object">
        <Foreign text={name} />
      </th>
      <td data-label="Kind">{KINDS[orphan.kind].label}</td>
      <td data-label="State">{orphan.state}</td>
      <td data-label="Why">
        {MEANS[orphan.onRecord]}
        {orphan.ignored && ', ignored'}
      </td>
      <td data-label="Found">
        <Age at={orphan.since} ago />
      </td>
      <td className="row-actions">
        <span className="actions" role="group" aria-label={`Actions for ${name}`}>
          <Button small blocked={why} onClick={() => setAsking('adopt')}>
            Adopt
          </Button>
          <Button small look="danger" blocked={refusal} onClick={() => setAsking('stop')}>
            Stop
          </Button>
          <Button
            small
            blocked={refusal ?? (orphan.ignored ? 'it is ignored already' : undefined)}
            onClick={() => run('ignore')}
          >
            Ignore
          </Button>
        </span>
        {asking && confirm && (
          <Confirm
            title={`${confirm.label} ${name}?`}
            action={confirm.label}
            busy={action.isPending}
            error={action.error && <ErrorNote error={action.error} />}
            onConfirm={() => run(asking)}
            onClose={() => {
              setAsking(undefined);
              action.reset();
            }}
          >
            <p>{confirm.text}</p>
          </Confirm>
        )}
      </td>
    </tr>
  );
}
