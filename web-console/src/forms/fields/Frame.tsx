import { useId, type ReactNode } from 'react';
import type { Violation } from '../../api/schema';
import { Icon } from '../../ui/Icon';
import { Prose } from '../../ui/Prose';

export type Wiring = { id: string; 'aria-describedby': string | undefined; 'aria-invalid': boolean };

/** A field with its label, its help and what is wrong with it, tied together for whoever cannot see them. */
export function Frame({
  label,
  help,
  problems,
  required = false,
  children,
}: {
  label: string;
  help?: string | undefined;
  problems: readonly Violation[];
  required?: boolean;
  children: (wiring: Wiring) => ReactNode;
}) {
  const id = useId();
  const described = [help && `${id}-help`, problems.length > 0 && `${id}-problems`].filter(Boolean).join(' ');
  return (
    <div className="field">
      <label htmlFor={id}>
        {label}
        {required && <span className="muted"> (needed)</span>}
      </label>
      {children({
        id,
        'aria-describedby': described || undefined,
        'aria-invalid': problems.length > 0,
      })}
      <Problems id={`${id}-problems`} problems={problems} />
      {help && (
        <div id={`${id}-help`} className="help">
          <Prose text={help} />
        </div>
      )}
    </div>
  );
}

export function Problems({ id, problems }: { id?: string; problems: readonly Violation[] }) {
  if (problems.length === 0) return null;
  return (
    <ul id={id} className="problems tone-bad">
      {problems.map(each => (
        <li key={each.field + each.message}>
          <Icon name="crossCircle" size={14} /> {each.message}
        </li>
      ))}
    </ul>
  );
}
