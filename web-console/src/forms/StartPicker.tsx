import type { WorkloadKind } from '../api/schema';
import { Button } from '../ui/Button';
import { KINDS, KIND_NAMES } from '../ui/states';
import type { Example } from './examples';

type StartPickerProps = {
  kind: WorkloadKind;
  example: string;
  examples: Example[];
  choose: (kind: WorkloadKind, example: string) => void;
};

/** What a description begins with: a kind, and one of its examples. */
export function StartPicker({ kind, example, examples, choose }: StartPickerProps) {
  return (
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
        {examples.map(({ id, label }) => (
          <Button key={id} small aria-pressed={example === id} onClick={() => choose(kind, id)}>
            {label}
          </Button>
        ))}
      </div>
    </div>
  );
}
