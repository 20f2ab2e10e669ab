import { useMemo, useState } from 'react';
import { Button } from '../ui/Button';
import { Icon } from '../ui/Icon';
import type { LogLine } from './LogBook';
import { findLines, nextMatch } from './search';

export type Search = {
  text: string;
  /** The keys of the lines that match. */
  found: number[];
  /** The key of the match that is looked at. */
  current: number | undefined;
  setText: (text: string) => void;
  go: (by: 1 | -1) => void;
};

/** Looks for a text in what was loaded, also while more comes. */
export function useSearch(lines: readonly LogLine[], total: number, onGo: () => void): Search {
  const [text, setText] = useState('');
  const [current, setCurrent] = useState<number>();
  // The list of lines is the same one while it grows; its length says that it did.
  const found = useMemo(() => findLines(lines, text), [lines, total, text]);
  return {
    text,
    found,
    current: text === '' ? undefined : current,
    setText: wanted => {
      setText(wanted);
      setCurrent(undefined);
    },
    go: by => {
      const next = nextMatch(found, current, by);
      if (next === undefined) return;
      setCurrent(next);
      onGo();
    },
  };
}

export function LogSearch({ search }: { search: Search }) {
  const { text, found, current } = search;
  const none = text === '' ? 'nothing is searched for' : found.length === 0 ? 'nothing was found' : undefined;
  return (
    <span className="log-search" role="search" aria-label="Search the output">
      <label className="filter-text">
        <Icon name="search" />
        <span className="sr-only">Search the output</span>
        <input
          type="search"
          placeholder="Search…"
          value={text}
          spellCheck={false}
          onChange={event => search.setText(event.target.value)}
          onKeyDown={event => {
            if (event.key === 'Enter') search.go(event.shiftKey ? 1 : -1);
          }}
        />
      </label>
      <Button small icon="up" aria-label="Earlier match" blocked={none} onClick={() => search.go(-1)} />
      <Button small icon="down" aria-label="Later match" blocked={none} onClick={() => search.go(1)} />
      <span className="muted num" role="status">
        {text !== '' &&
          `${current === undefined ? '' : `${found.indexOf(current) + 1} of `}${found.length.toLocaleString('en')}`}
      </span>
    </span>
  );
}
