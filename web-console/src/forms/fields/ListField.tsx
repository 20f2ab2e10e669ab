import { Button } from '../../ui/Button';
import { Prose } from '../../ui/Prose';
import { GroupFields } from './FieldView';
import { Frame, Problems } from './Frame';
import { useField } from './FormContext';
import type { Path } from './paths';
import type { Field, Group } from './schema';

type ListProps = { field: Field; path: Path; label: string };

/** Texts, one to a line. */
export function LinesField({ field, path, label }: ListProps) {
  const { value, problems, set } = useField(path, true);
  const lines = Array.isArray(value) ? value.map(String) : [];
  return (
    <Frame label={`${label}, one to a line`} help={field.description} problems={problems}>
      {wiring => (
        <textarea
          {...wiring}
          rows={Math.min(8, Math.max(2, lines.length + 1))}
          wrap="off"
          spellCheck={false}
          value={lines.join('\n')}
          onChange={event => set(event.target.value === '' ? undefined : event.target.value.split('\n'))}
        />
      )}
    </Frame>
  );
}

/** Things that have fields of their own, each in its row. */
export function RowsField({ field, row, path, label }: ListProps & { row: Group }) {
  const { value, problems, set } = useField(path);
  const rows = Array.isArray(value) ? (value as unknown[]) : [];
  const one = label.toLowerCase().replace(/s$/, '');
  return (
    <fieldset className="group">
      <legend>{label}</legend>
      {field.description && (
        <div className="help">
          <Prose text={field.description} />
        </div>
      )}
      <Problems problems={problems} />
      {rows.map((_, index) => (
        <fieldset key={index} className="row-fields">
          <legend className="sr-only">
            {one} {index + 1}
          </legend>
          <GroupFields group={row} path={[...path, index]} />
          <Button
            small
            icon="trash"
            aria-label={`Remove ${one} ${index + 1}`}
            onClick={() => {
              const left = rows.filter((__, i) => i !== index);
              set(left.length === 0 ? undefined : left);
            }}
          >
            Remove
          </Button>
        </fieldset>
      ))}
      <Button small icon="plus" onClick={() => set([...rows, {}])}>
        Add a {one}
      </Button>
    </fieldset>
  );
}
