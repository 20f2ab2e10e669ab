import { useMemo, type ReactNode } from 'react';
import { useSecrets } from '../api/queries';
import type { WorkloadKind } from '../api/schema';
import { KINDS, KIND_NAMES } from '../ui/states';
import { FieldView } from './fields/FieldView';
import { FormContext, type FormState } from './fields/FormContext';
import { valueAt, withValue, type Json, type Path } from './fields/paths';
import { DESCRIPTION } from './fields/schema';
import { NetworkFields } from './NetworkFields';
import { SourceFields } from './SourceFields';
import type { Check } from './useDryRun';

/** Where each part of a description stands. What the specification has beyond that comes last, so nothing is left out. */
const SECTIONS: { title: string; fields: string[]; open: boolean }[] = [
  { title: 'What runs', fields: ['name', 'lifecycle', 'source'], open: true },
  { title: 'How it is called', fields: ['args', 'env', 'stdin'], open: true },
  { title: 'What it may use', fields: ['resources'], open: false },
  { title: 'Where it is reached', fields: ['ports', 'probe'], open: false },
  { title: 'On the shared network', fields: ['network'], open: false },
  { title: 'Volumes', fields: ['mounts'], open: false },
  { title: 'After it has ended', fields: ['restart'], open: false },
  { title: 'Labels', fields: ['labels'], open: false },
];
const PLACED = new Set([...SECTIONS.flatMap(each => each.fields), 'kind', ...KIND_NAMES]);
const MORE = Object.keys(DESCRIPTION.fields).filter(name => !PLACED.has(name));

/** The description as fields. It is the same text as the JSON beside it: each change of one changes the other. */
export function WorkloadForm({
  value,
  check,
  onChange,
}: {
  value: Json;
  check: Check;
  onChange: (value: Json) => void;
}) {
  const secrets = useSecrets().data?.items;
  const kind = KIND_NAMES.find(each => each === valueAt(value, ['kind']));
  const form = useMemo<FormState>(
    () => ({
      value,
      defaults: check.state === 'good' ? check.dryRun.workload : undefined,
      violations: (check.state === 'refused' && check.problem?.violations) || [],
      set: (path, changed) => onChange(withValue(value, path, changed) ?? {}),
      secrets: secrets?.map(each => each.name) ?? [],
    }),
    [value, check, onChange, secrets],
  );
  return (
    <FormContext value={form}>
      <div className="form">
        {SECTIONS.map(section => (
          <Section key={section.title} {...section} value={value} kind={kind} />
        ))}
        {kind && (
          <Section
            title={`Only for ${KINDS[kind].plural.toLowerCase()}`}
            fields={[kind]}
            open={false}
            value={value}
            kind={kind}
          />
        )}
        {MORE.length > 0 && <Section title="More" fields={MORE} open={false} value={value} kind={kind} />}
      </div>
    </FormContext>
  );
}

type SectionProps = {
  title: string;
  fields: string[];
  open: boolean;
  value: Json;
  kind: WorkloadKind | undefined;
};

function Section({ title, fields, open, value, kind }: SectionProps) {
  const given = fields.filter(name => valueAt(value, [name]) !== undefined);
  return (
    <details className="section" open={open || undefined}>
      <summary>
        {title}
        {!open && given.length > 0 && <span className="muted"> given</span>}
      </summary>
      <div className="section-fields">
        {fields.map(name => (
          <TopField key={name} name={name} kind={kind} />
        ))}
      </div>
    </details>
  );
}

function TopField({ name, kind }: { name: string; kind: WorkloadKind | undefined }): ReactNode {
  const field = DESCRIPTION.fields[name];
  const path: Path = [name];
  if (field === undefined) return null;
  if (name === 'source') return <SourceFields kind={kind} />;
  if (name === 'network') return <NetworkFields kind={kind} />;
  return <FieldView field={field} path={path} required={DESCRIPTION.required.includes(name)} />;
}
