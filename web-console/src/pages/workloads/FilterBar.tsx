import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { WorkloadFilter } from '../../api/workloadFilter';
import { Button } from '../../ui/Button';
import { FilterText } from '../../ui/FilterText';
import { Icon } from '../../ui/Icon';
import { go, usePlace, withQuery, withValues } from '../../ui/router';
import { KINDS, KIND_NAMES, STATES, STATE_NAMES } from '../../ui/states';

/** Everything that narrows the list. All of it is in the address. */
export function FilterBar({ filter, children }: { filter: WorkloadFilter; children: ReactNode }) {
  const place = usePlace();
  const bar = useRef<HTMLDivElement>(null);
  useSlashKey(() => bar.current?.querySelector<HTMLElement>('input[type=search]')?.focus());
  const narrow = (changes: Record<string, string | undefined>) =>
    go(withQuery(place, changes), { replace: true });
  return (
    <div className="toolbar" role="search" aria-label="Filter workloads" ref={bar}>
      <div className="segments" role="group" aria-label="Kind">
        <Button small aria-pressed={!filter.kind} onClick={() => narrow({ kind: undefined })}>
          All
        </Button>
        {KIND_NAMES.map(kind => (
          <Button
            key={kind}
            small
            icon={KINDS[kind].icon}
            className={`kind-${kind}`}
            aria-pressed={filter.kind === kind}
            onClick={() => narrow({ kind })}
          >
            {KINDS[kind].label}
          </Button>
        ))}
      </div>
      <label className="select">
        <span className="sr-only">State</span>
        <select value={filter.state ?? ''} onChange={event => narrow({ state: event.target.value })}>
          <option value="">Any state</option>
          {STATE_NAMES.map(state => (
            <option key={state} value={state}>
              {STATES[state].label}
            </option>
          ))}
        </select>
      </label>
      <FilterText
        label="Name contains"
        value={place.query.get('q') ?? ''}
        onChange={q => narrow({ q: q === '' ? undefined : q })}
      />
      <LabelFilter labels={filter.label ?? []} />
      {Object.keys(filter).length > 0 && (
        <Button
          look="ghost"
          small
          icon="cross"
          onClick={() => narrow({ kind: undefined, state: undefined, q: undefined, label: undefined })}
        >
          Clear
        </Button>
      )}
      {children}
    </div>
  );
}

function LabelFilter({ labels }: { labels: string[] }) {
  const place = usePlace();
  const [text, setText] = useState('');
  const set = (values: string[]) => go(withValues(place, 'label', values), { replace: true });
  return (
    <>
      <form
        className="label-filter"
        onSubmit={event => {
          event.preventDefault();
          if (text.trim() === '') return;
          set([...labels.filter(each => each !== text.trim()), text.trim()]);
          setText('');
        }}
      >
        <input
          aria-label="Label, as key or key=value"
          placeholder="Label: key=value"
          value={text}
          maxLength={127}
          spellCheck={false}
          autoCapitalize="off"
          onChange={event => setText(event.target.value)}
        />
      </form>
      {labels.map(label => (
        <button
          key={label}
          type="button"
          className="chip"
          aria-label={`No longer only with the label ${label}`}
          onClick={() => set(labels.filter(each => each !== label))}
        >
          <span>{label}</span>
          <Icon name="cross" size={12} />
        </button>
      ))}
    </>
  );
}

/** The slash goes to the search field, as in most lists, unless somebody is writing. */
function useSlashKey(action: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const writing = (event.target as HTMLElement).closest(
        'input:not([type=checkbox]), textarea, select, dialog',
      );
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || writing) return;
      event.preventDefault();
      action();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  });
}
