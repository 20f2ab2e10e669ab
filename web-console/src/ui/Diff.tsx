import { useMemo } from 'react';
import { diffLines, type DiffLine } from './diff';
import { count } from './format';

const SIGNS = { same: '  ', added: '+ ', removed: '- ' };
const SAID = { same: '', added: 'added: ', removed: 'removed: ' };

/** What differs between two texts. */
export function Diff({ label, before, after }: { label: string; before: string; after: string }) {
  const lines = useMemo(() => diffLines(before, after), [before, after]);
  if (before === after) return <p className="muted">Nothing differs.</p>;
  return (
    <ol className="diff" aria-label={label} tabIndex={0}>
      {lines.map((line, i) => (
        <li key={i} className={line.type}>
          <Line line={line} />
        </li>
      ))}
    </ol>
  );
}

function Line({ line }: { line: DiffLine }) {
  if (line.type === 'skipped') return `… ${count(line.count, 'equal line')}`;
  return (
    <>
      <span aria-hidden="true">{SIGNS[line.type]}</span>
      <span className="sr-only">{SAID[line.type]}</span>
      {line.text}
    </>
  );
}
