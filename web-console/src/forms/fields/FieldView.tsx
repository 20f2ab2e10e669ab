import { EnvField, MapField } from './MapField';
import { Frame } from './Frame';
import { LinesField, RowsField } from './ListField';
import type { Path } from './paths';
import { labelOf, type Field, type Group } from './schema';
import { useField } from './FormContext';

type FieldProps = { field: Field; path: Path; required?: boolean; label?: string };

/** Any part of a description, by its type in the specification. */
export function FieldView({ field, path, required = false, label }: FieldProps) {
  const name = label ?? labelOf(String(path.at(-1)));
  switch (field.type) {
    case 'group':
      return <GroupView group={field} path={path} label={name} />;
    case 'list':
      return field.items.type === 'group' ? (
        <RowsField field={field} row={field.items} path={path} label={name} />
      ) : (
        <LinesField field={field} path={path} label={name} />
      );
    case 'map':
      return field.items.type === 'text-or-secret' ? (
        <EnvField field={field} path={path} label={name} />
      ) : (
        <MapField field={field} path={path} label={name} />
      );
    case 'choice':
      return <ChoiceField field={field} path={path} required={required} label={name} />;
    case 'boolean':
      return <BooleanField field={field} path={path} label={name} />;
    default:
      return <TextField field={field} path={path} required={required} label={name} />;
  }
}

export function GroupView({ group, path, label }: { group: Group; path: Path; label: string }) {
  return (
    <fieldset className="group">
      <legend>{label}</legend>
      <GroupFields group={group} path={path} />
    </fieldset>
  );
}

export function GroupFields({ group, path }: { group: Group; path: Path }) {
  return Object.entries(group.fields).map(([name, field]) => (
    <FieldView key={name} field={field} path={[...path, name]} required={group.required.includes(name)} />
  ));
}

type NamedProps = { field: Field; path: Path; label: string; required?: boolean };

export function TextField({ field, path, label, required = false, list }: NamedProps & { list?: string }) {
  const { value, placeholder, problems, set } = useField(path);
  const numeric = field.type === 'integer' || field.type === 'number';
  const text = value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
  const change = (typed: string) => {
    if (typed === '') return set(undefined);
    // What is no number is written as it was typed, and the service says what is wrong with it.
    set(numeric && Number.isFinite(Number(typed)) && typed.trim() !== '' ? Number(typed) : typed);
  };
  const example = field.example === undefined ? undefined : `for example ${String(field.example)}`;
  const long = field.type === 'string' && (field.maxLength ?? 0) > 100_000;
  return (
    <Frame label={label} help={field.description} problems={problems} required={required}>
      {wiring =>
        long ? (
          <textarea {...wiring} rows={3} value={text} onChange={event => change(event.target.value)} />
        ) : (
          <input
            {...wiring}
            value={text}
            list={list}
            inputMode={numeric ? 'decimal' : undefined}
            placeholder={placeholder ?? example}
            spellCheck={false}
            autoCapitalize="off"
            autoComplete="off"
            onChange={event => change(event.target.value)}
          />
        )
      }
    </Frame>
  );
}

function ChoiceField({
  field,
  path,
  label,
  required = false,
}: NamedProps & { field: Extract<Field, { type: 'choice' }> }) {
  const { value, placeholder, problems, set } = useField(path);
  return (
    <Frame label={label} help={field.description} problems={problems} required={required}>
      {wiring => (
        <select
          {...wiring}
          value={typeof value === 'string' ? value : ''}
          onChange={event => set(event.target.value === '' ? undefined : event.target.value)}
        >
          <option value="">{placeholder === undefined ? 'Not given' : `Not given: ${placeholder}`}</option>
          {field.options.map(option => (
            <option key={option} value={option}>
              {option}
            </option>
          ))}
        </select>
      )}
    </Frame>
  );
}

function BooleanField({ field, path, label }: NamedProps) {
  const { value, problems, set } = useField(path);
  return (
    <Frame label={label} help={field.description} problems={problems}>
      {wiring => (
        <input
          {...wiring}
          type="checkbox"
          checked={value === true}
          onChange={event => set(event.target.checked ? true : undefined)}
        />
      )}
    </Frame>
  );
}
