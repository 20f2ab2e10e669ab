import type { ReactNode } from 'react';
import { Button } from '../../ui/Button';
import { Prose } from '../../ui/Prose';
import { Problems } from './Frame';
import { useField, useForm } from './FormContext';
import { isObject, type Json, type Path } from './paths';
import type { Field } from './schema';

type MapProps = { field: Field; path: Path; label: string };

/** Names with texts. */
export function MapField(props: MapProps) {
  return (
    <Entries {...props}>
      {(name, value, set) => (
        <input
          aria-label={`Value of ${name}`}
          value={typeof value === 'string' ? value : JSON.stringify(value)}
          spellCheck={false}
          onChange={event => set(event.target.value)}
        />
      )}
    </Entries>
  );
}

/** Names with texts or with the name of a secret, which is all that the console ever sees of it. */
export function EnvField(props: MapProps) {
  const { secrets } = useForm();
  return (
    <Entries {...props}>
      {(name, value, set) => {
        const secret = isObject(value) ? String(value.secret ?? '') : undefined;
        return (
          <>
            <select
              aria-label={`What ${name} holds`}
              value={secret === undefined ? 'text' : 'secret'}
              onChange={event => set(event.target.value === 'secret' ? { secret: secrets[0] ?? '' } : '')}
            >
              <option value="text">Text</option>
              <option value="secret">Secret</option>
            </select>
            {secret === undefined ? (
              <input
                aria-label={`Value of ${name}`}
                value={String(value)}
                spellCheck={false}
                onChange={event => set(event.target.value)}
              />
            ) : (
              <select
                aria-label={`Secret for ${name}`}
                value={secret}
                onChange={event => set({ secret: event.target.value })}
              >
                {!secrets.includes(secret) && <option value={secret}>{secret || 'There is none yet'}</option>}
                {secrets.map(each => (
                  <option key={each}>{each}</option>
                ))}
              </select>
            )}
          </>
        );
      }}
    </Entries>
  );
}

type Editor = (name: string, value: Json, set: (value: Json) => void) => ReactNode;

function Entries({ field, path, label, children }: MapProps & { children: Editor }) {
  const { value, problems, set } = useField(path, true);
  const entries = isObject(value) ? Object.entries(value) : [];
  const write = (changed: [string, Json][]) =>
    set(changed.length === 0 ? undefined : Object.fromEntries(changed));
  const change = (index: number, entry: [string, Json]) =>
    write(entries.map((each, i) => (i === index ? entry : each)));
  return (
    <fieldset className="group">
      <legend>{label}</legend>
      {field.description && (
        <div className="help">
          <Prose text={field.description} />
        </div>
      )}
      {entries.map(([name, each], index) => (
        <div className="entry" key={index}>
          <input
            aria-label={`Name ${index + 1} in ${label}`}
            value={name}
            spellCheck={false}
            autoCapitalize="off"
            // Two entries of one name would become one, and a text be lost on the way.
            onChange={event =>
              entries.some(([other], i) => i !== index && other === event.target.value) ||
              change(index, [event.target.value, each])
            }
          />
          {children(name, each, changed => change(index, [name, changed]))}
          <Button
            small
            look="ghost"
            icon="cross"
            aria-label={`Remove ${name} from ${label}`}
            onClick={() => write(entries.filter((_, i) => i !== index))}
          />
        </div>
      ))}
      <Problems problems={problems} />
      <Button
        small
        icon="plus"
        aria-label={`Add to ${label}`}
        onClick={() => write([...entries, [freshName(entries.map(([name]) => name)), '']])}
      >
        Add
      </Button>
    </fieldset>
  );
}

function freshName(taken: readonly string[]): string {
  for (let i = 1; ; i++) {
    const name = i === 1 ? 'name' : `name${i}`;
    if (!taken.includes(name)) return name;
  }
}
