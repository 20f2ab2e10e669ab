import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { api, expect } from '../api/client';
import { listedNames } from '../api/workloadList';
import type { Workload, WorkloadDescription, WorkloadKind } from '../api/schema';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { ErrorNote } from '../ui/notices';
import { KIND_NAMES } from '../ui/states';
import { toast } from '../ui/toasts';
import { blockedBy, DescriptionEditor } from './DescriptionEditor';
import { EXAMPLES, exampleText, type Example } from './examples';
import { StartPicker } from './StartPicker';
import { useDryRun } from './useDryRun';

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
      <StartPicker kind={kind} example={example} examples={EXAMPLES[kind]} choose={choose} />
      {create.error && <ErrorNote error={create.error} />}
      <DescriptionEditor text={text} onChange={setText} check={check} />
    </Dialog>
  );
}
