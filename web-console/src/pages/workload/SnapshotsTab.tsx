import { useState } from 'react';
import {
  useDeleteSnapshot,
  useRestoreSnapshot,
  useSnapshots,
  useTakeSnapshot,
} from '../../api/snapshotQueries';
import type { Snapshot, Workload } from '../../api/schema';
import { Age } from '../../ui/Age';
import { Button } from '../../ui/Button';
import { ConfirmRemoval } from '../../ui/ConfirmRemoval';
import { Foreign } from '../../ui/Foreign';
import { bytes } from '../../ui/format';
import { Empty, ErrorNote, Loaded } from '../../ui/notices';
import { Panel } from '../../ui/Page';
import { toast } from '../../ui/toasts';
import { useRefusal } from '../../ui/useRole';

const ENDED = new Set(['stopped', 'succeeded', 'failed', 'lost']);
const CONTENT: Record<NonNullable<Snapshot['consistency']>, string> = {
  stopped: 'complete: the machine was off',
  frozen: 'complete: its system had written out all',
  crash: 'as after a power failure',
};

type Asked = { what: 'restore' | 'delete'; snapshot: Snapshot };

/** States of a machine's disk: taken, brought back, forgotten. */
export function SnapshotsTab({ workload }: { workload: Workload }) {
  const query = useSnapshots(workload.name);
  const refusal = useRefusal('operator');
  const take = useTakeSnapshot(workload.name);
  const [name, setName] = useState('');
  const [asked, setAsked] = useState<Asked>();
  const running = ENDED.has(workload.status.state) ? undefined : 'it runs; stop it first';
  return (
    <Panel title="Snapshots">
      <form
        className="terminal-bar"
        onSubmit={event => {
          event.preventDefault();
          take.mutate(name, {
            onSuccess: () => {
              toast.done(`The snapshot ${name} was taken.`);
              setName('');
            },
          });
        }}
      >
        <label>
          Name of the new snapshot
          <input
            value={name}
            spellCheck={false}
            autoComplete="off"
            onChange={event => setName(event.target.value)}
          />
        </label>
        <Button
          type="submit"
          icon="plus"
          look="primary"
          blocked={
            refusal ?? (name === '' ? 'it needs a name' : take.isPending ? 'it is being taken' : undefined)
          }
        >
          Take a snapshot
        </Button>
      </form>
      {take.error && <ErrorNote error={take.error} />}
      <Loaded query={query} label="Loading snapshots" rows={3}>
        {({ items, diskBytes }) => (
          <>
            {items.length === 0 ? (
              <Empty icon="copy" title="No snapshots yet" />
            ) : (
              <div className="table-frame">
                <table className="table">
                  <thead>
                    <tr>
                      <th scope="col">Name</th>
                      <th scope="col">Content</th>
                      <th scope="col">Taken by</th>
                      <th scope="col" className="right">
                        Taken
                      </th>
                      <th scope="col">
                        <span className="sr-only">Actions</span>
                      </th>
                    </tr>
                  </thead>
                  <tbody>
                    {items.map(snapshot => (
                      <Row
                        key={snapshot.name}
                        snapshot={snapshot}
                        refusal={refusal}
                        running={running}
                        ask={setAsked}
                      />
                    ))}
                  </tbody>
                </table>
              </div>
            )}
            {diskBytes !== undefined && (
              <p className="caption">
                The machine’s disk and its snapshots take {bytes(diskBytes)} on the host; what is equal is
                kept once. They go with the workload.
              </p>
            )}
          </>
        )}
      </Loaded>
      {asked && <Ask name={workload.name} asked={asked} onClose={() => setAsked(undefined)} />}
    </Panel>
  );
}

type RowProps = {
  snapshot: Snapshot;
  refusal: string | undefined;
  running: string | undefined;
  ask: (asked: Asked) => void;
};

function Row({ snapshot, refusal, running, ask }: RowProps) {
  const busy = snapshot.state === 'ready' ? undefined : `it is ${snapshot.state}`;
  return (
    <tr>
      <th scope="row" data-label="Name">
        {snapshot.name}
      </th>
      <td data-label="Content">{snapshot.consistency ? CONTENT[snapshot.consistency] : snapshot.state}</td>
      <td data-label="Taken by">
        <Foreign text={snapshot.createdBy} />
      </td>
      <td data-label="Taken" className="right">
        <Age at={snapshot.createdAt} ago />
      </td>
      <td className="row-actions">
        <span className="actions">
          <Button
            small
            blocked={refusal ?? busy ?? running}
            aria-label={`Restore ${snapshot.name}`}
            onClick={() => ask({ what: 'restore', snapshot })}
          >
            Restore
          </Button>
          <Button
            icon="trash"
            look="ghost"
            small
            blocked={refusal ?? busy}
            aria-label={`Delete ${snapshot.name}`}
            title="Delete"
            onClick={() => ask({ what: 'delete', snapshot })}
          />
        </span>
      </td>
    </tr>
  );
}

function Ask({ name, asked, onClose }: { name: string; asked: Asked; onClose: () => void }) {
  const restore = useRestoreSnapshot(name);
  const remove = useDeleteSnapshot(name);
  const snapshot = asked.snapshot.name;
  const restoring = asked.what === 'restore';
  return (
    <ConfirmRemoval
      title={`${restoring ? 'Restore' : 'Delete'} ${snapshot}?`}
      action={restoring ? 'Restore' : 'Delete'}
      name={snapshot}
      removal={restoring ? restore : remove}
      done={`${snapshot} was ${restoring ? 'restored' : 'deleted'}.`}
      onDone={onClose}
      onClose={onClose}
    >
      <p>
        {restoring
          ? 'What the disk holds now is lost, unless another snapshot has it. The snapshot stays.'
          : 'What the disk holds now stays, and so do the other snapshots.'}
      </p>
    </ConfirmRemoval>
  );
}
