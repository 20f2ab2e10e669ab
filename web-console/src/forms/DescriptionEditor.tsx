import { useCallback, useId } from 'react';
import { CheckResult } from './CheckResult';
import { JsonEditor } from './JsonEditor';
import { lineOfField, parseJson } from './json';
import type { Check } from './useDryRun';
import { WorkloadForm } from './WorkloadForm';

type DescriptionEditorProps = { text: string; onChange: (text: string) => void; check: Check };

/** A description as fields and as JSON, side by side, with what the service says of it. Both are the one text. */
export function DescriptionEditor({ text, onChange, check }: DescriptionEditorProps) {
  const write = useCallback((value: unknown) => onChange(JSON.stringify(value, null, 2)), [onChange]);
  const resultId = useId();
  const parsed = parseJson(text);
  return (
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
          onChange={onChange}
          marked={markedLines(check, text)}
          describedBy={resultId}
        />
      </div>
    </div>
  );
}

/** Why what is described cannot be made yet. */
export function blockedBy(check: Check): string | undefined {
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
