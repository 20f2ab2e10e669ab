import { useEffect, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import type { Workload, WorkloadKind } from '../../api/schema';
import { listedNames, useWorkloads } from '../../api/workloadList';
import { DescriptionEditor } from '../../forms/DescriptionEditor';
import { EXAMPLES, exampleText, freeName, type Example } from '../../forms/examples';
import { StartPicker } from '../../forms/StartPicker';
import { useDryRun } from '../../forms/useDryRun';
import { Panel } from '../../ui/Page';
import type { StepProps } from './ServiceStep';

const AS_IT_IS = 'as-it-is';

/** The new workload: a sample, or the old one's description as a beginning. */
export function TargetStep({ old, draft, change }: StepProps & { old: Workload | undefined }) {
  const client = useQueryClient();
  // So that the name that is proposed is a free one.
  const asked = !useWorkloads({}).isPending;
  const [kind, setKind] = useState<WorkloadKind>(old?.kind === 'wasm' ? 'container' : 'wasm');
  const [example, setExample] = useState('web');
  const check = useDryRun(draft.to);
  const choose = (chosen: WorkloadKind, id: string) => {
    const taken = new Set(listedNames(client));
    const found = offered(chosen, old).find(each => each.id === id) ?? offered(chosen, old)[0];
    if (!found) return;
    setKind(chosen);
    setExample(found.id);
    if (old) taken.add(old.name);
    change({ to: exampleText(found, taken) });
  };
  useEffect(() => {
    if (draft.to === '' && old && asked) choose(kind, example);
  });
  return (
    <Panel title="What takes its place?">
      <StartPicker kind={kind} example={example} examples={offered(kind, old)} choose={choose} />
      <DescriptionEditor text={draft.to} onChange={to => change({ to })} check={check} />
    </Panel>
  );
}

/** Services alone, and the old one under another name where it is of that kind. */
function offered(kind: WorkloadKind, old: Workload | undefined): Example[] {
  const samples = EXAMPLES[kind].filter(each => each.description.lifecycle === 'service');
  if (old?.kind !== kind) return samples;
  const { status: _, ...description } = old;
  const copy = { ...description, name: freeName(description.name, new Set([old.name])) };
  return [...samples, { id: AS_IT_IS, label: 'Like the old one', description: copy }];
}
