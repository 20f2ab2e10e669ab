import { useCancelPull } from '../../api/pulls';
import type { Pull, PullState } from '../../api/schema';
import { Age } from '../../ui/Age';
import { Button } from '../../ui/Button';
import { Foreign } from '../../ui/Foreign';
import { shortDigest } from '../../ui/format';
import { ItemTable, type Column } from '../../ui/ItemTable';
import { ErrorNote } from '../../ui/notices';
import { useRefusal } from '../../ui/useRole';
import { progressText, shareDone } from './pullText';

/** So many that have ended are shown beside those under way. */
const SHOWN = 5;

/** What is on its way from registries, and what came of the latest. */
export function PullTable({ pulls }: { pulls: Pull[] }) {
  const ended = pulls.filter(({ state }) => state !== 'pulling').slice(0, SHOWN);
  const shown = pulls.filter(pull => pull.state === 'pulling' || ended.includes(pull));
  if (shown.length === 0) return null;
  return (
    <section aria-label="Pulls">
      <h2>Pulls</h2>
      <ItemTable items={shown} keyOf={({ id }) => id} columns={COLUMNS} />
    </section>
  );
}

const WORDS: Record<PullState, string> = {
  pulling: 'pulling',
  succeeded: 'here',
  failed: 'failed',
  cancelled: 'cancelled',
};

const TONES: Record<PullState, string> = {
  pulling: '',
  succeeded: 'tone-good',
  failed: 'tone-bad',
  cancelled: 'muted',
};

const COLUMNS: [Column<Pull>, ...Column<Pull>[]] = [
  { label: 'Image', cell: ({ reference }) => <Foreign text={reference} /> },
  { label: 'State', cell: ({ state }) => <span className={TONES[state]}>{WORDS[state]}</span> },
  { label: 'Progress', cell: pull => <Progress pull={pull} /> },
  { label: 'Began', right: true, cell: ({ createdAt }) => <Age at={createdAt} ago /> },
  { label: 'Actions', right: true, cell: pull => pull.state === 'pulling' && <Cancel pull={pull} /> },
];

function Progress({ pull }: { pull: Pull }) {
  if (pull.error) {
    return (
      <>
        <Foreign text={pull.error.detail} /> <code>{pull.error.code}</code>
      </>
    );
  }
  if (pull.digest !== undefined) return <code title={pull.repoDigest}>{shortDigest(pull.digest)}</code>;
  const share = shareDone(pull.progress);
  return (
    <>
      {pull.state === 'pulling' && (
        <progress
          aria-label={`Pull of ${pull.reference}`}
          max={1}
          {...(share !== undefined && { value: share })}
        />
      )}{' '}
      <span className="muted num">{progressText(pull)}</span>
    </>
  );
}

function Cancel({ pull }: { pull: Pull }) {
  const refusal = useRefusal('operator');
  const cancel = useCancelPull();
  return (
    <>
      <Button
        small
        blocked={refusal ?? (cancel.isPending ? 'it is being cancelled' : undefined)}
        aria-label={`Cancel the pull of ${pull.reference}`}
        onClick={() => cancel.mutate(pull.id)}
      >
        Cancel
      </Button>
      {cancel.error && <ErrorNote error={cancel.error} />}
    </>
  );
}
