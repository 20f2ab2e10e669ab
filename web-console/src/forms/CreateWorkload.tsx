import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback, useId, useRef, useState } from 'react';
import { api, expect } from '../api/client';
import { listedNames } from '../api/workloadList';
import type { Workload, WorkloadDescription, WorkloadKind } from '../api/schema';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { ErrorNote } from '../ui/notices';
import { KINDS, KIND_NAMES } from '../ui/states';
import { toast } from '../ui/toasts';
import { CheckResult } from './CheckResult';
import { EXAMPLES, exampleText, type Example } from './examples';
import { JsonEditor } from './JsonEditor';
import { lineOfField, parseJson } from './json';
import { useDryRun, type Check } from './useDryRun';
import { WorkloadForm } from './WorkloadForm';

const FIRST = EXAMPLES.container[0] as Example;

/** The example that an address names, such as `wasm.greeter`. */
function exampleOf(text: string | null): Example {
  const [kind, id] = (text ?? '').split('.');
  const examples = EXAMPLES[KIND_NAMES.find(each => each === kind) ?? 'container'];
  return examples.find(each => each.id === id) ?? (text === null ? FIRST : (examples[0] ?? FIRST));
}

export default function CreateWorkload({
  onClose,
  onCreated,
}: {
  onClose: () => void;
  onCreated: (name: string) => void;
}) {
  const client = useQueryClient();
  const taken = useRef(new Set(listedNames(client)));
  const [first] = useState(() => exampleOf(new URLSearchParams(location.search).get('create')));
  const [kind, setKind] = useState<WorkloadKind>(first.description.kind);
  const [example, setExample] = useState(first.id);
  const [text, setText] = useState(() => exampleText(first, taken.current));
  const check = useDryRun(text);
  const parsed = parseJson(text);
  const write = useCallback((value: unknown) => setText(JSON.stringify(value, null, 2)), []);
  const resultId = useId();
  const create = useMutation({
    mutationFn: () =>
      expect(api.POST('/workloads', { body: JSON.parse(text) as WorkloadDescription })) as Promise<Workload>,
    onSuccess: workload => {
      toast.done(`${workload.name} is on record and is being started.`);
      onCreated(workload.name);
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['workloads'] }),
  });

  const choose = (chosenKind: WorkloadKind, id: string) => {
    const chosen = EXAMPLES[chosenKind].find(each => each.id === id) ?? EXAMPLES[chosenKind][0];
    if (!chosen) return;
    setKind(chosenKind);
    setExample(chosen.id);
    setText(exampleText(chosen, taken.current));
    create.reset();
  };

  return (
    <Dialog
      title="Create a workload"
      wide
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="primary"
            icon="plus"
            blocked={create.isPending ? 'it is being created' : blockedBy(check)}
            onClick={() => create.mutate()}
          >
            {create.isPending ? 'Creating…' : 'Create'}
          </Button>
        </>
      }
    >
      <div className="create-start">
        <div className="segments" role="group" aria-label="Kind to begin with">
          {KIND_NAMES.map(name => (
            <Button
              key={name}
              small
              icon={KINDS[name].icon}
              className={`kind-${name}`}
              aria-pressed={kind === name}
              onClick={() => choose(name, example)}
            >
              {KINDS[name].label}
            </Button>
          ))}
        </div>
        <div className="segments" role="group" aria-label="Example to begin with">
          {EXAMPLES[kind].map(({ id, label }) => (
            <Button key={id} small aria-pressed={example === id} onClick={() => choose(kind, id)}>
              {label}
            </Button>
          ))}
        </div>
      </div>
      {create.error && <ErrorNote error={create.error} />}
      <div className="create-body">
        {'value' in parsed ? (
          <WorkloadForm value={parsed.value} check={check} onChange={write} />
        ) : (
          <p className="form muted">
            The fields come back as soon as the description is JSON again. Nothing of it is lost.
          </p>
        )}
        <div className="create-side">
          <CheckResult id={resultId} check={check} text={text} />
          <JsonEditor
            label="Description"
            value={text}
            onChange={setText}
            marked={markedLines(check, text)}
            describedBy={resultId}
          />
        </div>
      </div>
    </Dialog>
  );
}

function blockedBy(check: Check): string | undefined {
  switch (check.state) {
    case 'syntax':
      return 'the description is not JSON yet';
    case 'refused':
      return 'the service would refuse it';
    case 'checking':
    case 'good':
      return undefined;
  }
}

export function markedLines(check: Check, text: string): ReadonlySet<number> {
  if (check.state === 'syntax') return new Set(check.line === undefined ? [] : [check.line]);
  if (check.state !== 'refused') return new Set();
  const lines = check.problem?.violations.map(violation => lineOfField(text, violation.field)) ?? [];
  return new Set(lines.filter(line => line !== undefined));
}
