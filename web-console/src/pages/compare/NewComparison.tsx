import { useState } from 'react';
import { useCreateComparison } from '../../api/comparisons';
import { useNamedWorkloads } from '../../api/queries';
import { allItems, useWorkloads } from '../../api/workloadList';
import type { ComparisonRequest, Workload, WorkloadDescription, WorkloadKind } from '../../api/schema';
import { EXAMPLES, exampleText } from '../../forms/examples';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { ErrorNote, Loaded } from '../../ui/notices';
import { usePlace } from '../../ui/router';
import { KINDS, KIND_NAMES } from '../../ui/states';
import { toast } from '../../ui/toasts';
import { blockedBy, MOST_VARIANTS, requestOf, type Draft, type DraftVariant } from './draft';

let lastKey = 0;

function variant(label: string, text: string): DraftVariant {
  return { key: ++lastKey, label, text };
}

function beginning(variants: DraftVariant[]): Draft {
  return { name: '', repetitions: '20', auto: false, insideView: true, seconds: '', variants };
}

function samples(): DraftVariant[] {
  return KIND_NAMES.flatMap(kind => {
    const example = EXAMPLES[kind].find(each => each.id === 'greeter');
    return example ? [variant(KINDS[kind].label, exampleText(example))] : [];
  });
}

type NewComparisonProps = { onClose: () => void; onCreated: (name: string) => void };

/** Begins with the workloads that the address names, or with a sample in each kind. */
export default function NewComparison(props: NewComparisonProps) {
  const [of] = useState(usePlace().query.getAll('of'));
  const found = useNamedWorkloads(of);
  if (of.length === 0) return <Form {...props} begin={samples} />;
  if (found.data) {
    const workloads = found.data;
    return <Form {...props} begin={() => workloads.map(each => variant(each.name, textOf(each)))} />;
  }
  return (
    <Dialog
      title="New comparison"
      wide
      onClose={props.onClose}
      footer={<Button onClick={props.onClose}>Cancel</Button>}
    >
      <Loaded query={found} label="Loading the workloads">
        {() => null}
      </Loaded>
    </Dialog>
  );
}

function Form({ onClose, onCreated, begin }: NewComparisonProps & { begin: () => DraftVariant[] }) {
  const [draft, setDraft] = useState(() => beginning(begin()));
  const create = useCreateComparison();
  const change = (part: Partial<Draft>) => setDraft(before => ({ ...before, ...part }));
  const blocked = create.isPending ? 'it is being created' : blockedBy(draft);
  const submit = () =>
    create.mutate(requestOf(draft) as ComparisonRequest, {
      onSuccess: made => {
        toast.done(`${made.name} waits for its turn.`);
        onCreated(made.name);
      },
    });
  return (
    <Dialog
      title="New comparison"
      wide
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" icon="compare" blocked={blocked} onClick={submit}>
            {create.isPending ? 'Creating…' : 'Compare'}
          </Button>
        </>
      }
    >
      {create.error && <ErrorNote error={create.error} />}
      <div className="new-comparison">
        <Settings draft={draft} change={change} />
        <Variants variants={draft.variants} change={variants => change({ variants })} />
      </div>
    </Dialog>
  );
}

function Settings({ draft, change }: { draft: Draft; change: (part: Partial<Draft>) => void }) {
  return (
    <div className="comparison-settings">
      <label>
        Name <small className="muted">drawn when empty</small>
        <input value={draft.name} onChange={event => change({ name: event.target.value })} />
      </label>
      <label>
        Repetitions <small className="muted">{draft.auto ? 'at most' : 'of each'}</small>
        <input
          type="number"
          min={1}
          max={200}
          value={draft.repetitions}
          onChange={event => change({ repetitions: event.target.value })}
        />
      </label>
      <label>
        Load <small className="muted">seconds, for services</small>
        <input
          type="number"
          min={1}
          max={60}
          value={draft.seconds}
          placeholder="none"
          onChange={event => change({ seconds: event.target.value })}
        />
      </label>
      <label className="choice">
        <input
          type="checkbox"
          checked={draft.auto}
          onChange={event => change({ auto: event.target.checked })}
        />
        Stop when the intervals are narrow enough
      </label>
      <label className="choice">
        <input
          type="checkbox"
          checked={draft.insideView}
          onChange={event => change({ insideView: event.target.checked })}
        />
        Look around from inside
      </label>
    </div>
  );
}

function Variants({
  variants,
  change,
}: {
  variants: DraftVariant[];
  change: (variants: DraftVariant[]) => void;
}) {
  const query = useWorkloads({});
  const workloads = query.data ? allItems(query.data.pages) : [];
  const full = variants.length >= MOST_VARIANTS ? 'eight are the most' : undefined;
  const edit = (key: number, part: Partial<DraftVariant>) =>
    change(variants.map(each => (each.key === key ? { ...each, ...part } : each)));
  return (
    <>
      <div className="comparison-variants">
        {variants.map((each, i) => (
          <fieldset key={each.key}>
            <legend>Variant {i + 1}</legend>
            <div className="variant-head">
              <label>
                Label{' '}
                <input value={each.label} onChange={event => edit(each.key, { label: event.target.value })} />
              </label>
              <Button
                small
                look="ghost"
                icon="trash"
                aria-label={`Remove variant ${i + 1}`}
                onClick={() => change(variants.filter(other => other.key !== each.key))}
              />
            </div>
            <label className="sr-only" htmlFor={`variant-${each.key}`}>
              Description of variant {i + 1}
            </label>
            <textarea
              id={`variant-${each.key}`}
              value={each.text}
              rows={9}
              spellCheck={false}
              onChange={event => edit(each.key, { text: event.target.value })}
            />
          </fieldset>
        ))}
      </div>
      <div className="variant-add">
        <label>
          <span className="sr-only">Add a sample as variant</span>
          <select
            value=""
            disabled={full !== undefined}
            onChange={event => {
              const [kind, id] = event.target.value.split('.') as [WorkloadKind, string];
              const example = EXAMPLES[kind].find(each => each.id === id);
              if (example)
                change([
                  ...variants,
                  variant(`${example.label}, ${KINDS[kind].label}`, exampleText(example)),
                ]);
            }}
          >
            <option value="">Add a sample…</option>
            {KIND_NAMES.map(kind => (
              <optgroup key={kind} label={KINDS[kind].plural}>
                {EXAMPLES[kind].map(({ id, label }) => (
                  <option key={id} value={`${kind}.${id}`}>
                    {label}
                  </option>
                ))}
              </optgroup>
            ))}
          </select>
        </label>
        <label>
          <span className="sr-only">Add a workload as variant</span>
          <select
            value=""
            disabled={full !== undefined}
            onChange={event => {
              const found = workloads.find(each => each.name === event.target.value);
              if (found) change([...variants, variant(found.name, textOf(found))]);
            }}
          >
            <option value="">Add a workload…</option>
            {workloads.map(each => (
              <option key={each.name} value={each.name}>
                {each.name}
              </option>
            ))}
          </select>
        </label>
        {full && <span className="muted">Not possible: {full}.</span>}
      </div>
    </>
  );
}

function textOf(workload: Workload): string {
  const { status: _, ...description } = workload;
  return JSON.stringify(description satisfies WorkloadDescription, null, 2);
}
