import type { ReactNode } from 'react';
import { ApiProblem, ConnectionLost, messageOf } from '../api/problem';
import { Button } from './Button';
import { clockTime } from './format';
import { Icon, type IconName } from './Icon';

/** What to show when something went wrong: the service's own words, its code and the number that finds the log entry. */
export function ErrorNote({ error, retry }: { error: unknown; retry?: () => void }) {
  const problem = error instanceof ApiProblem ? error : undefined;
  return (
    <div className="notice bad" role="alert">
      <Icon name="warning" />
      <div>
        <p>{messageOf(error)}</p>
        {problem && problem.violations.length > 0 && (
          <ul>
            {problem.violations.map(violation => (
              <li key={violation.field + violation.message}>
                <code>{violation.field}</code> {violation.message}
              </li>
            ))}
          </ul>
        )}
        {problem?.code && (
          <p className="muted">
            <code>{problem.code}</code>
            {problem.correlationId && <> · in the log as {problem.correlationId}</>}
          </p>
        )}
      </div>
      {retry && (
        <Button small onClick={retry}>
          Try again
        </Button>
      )}
    </div>
  );
}

export function Empty({ icon, title, children }: { icon: IconName; title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <Icon name={icon} size={28} />
      <h2>{title}</h2>
      {children}
    </div>
  );
}

/** Holds the place of what is being loaded, so that nothing jumps when it comes. */
export function Skeleton({ rows = 5, label }: { rows?: number; label: string }) {
  return (
    <div className="skeleton" role="status">
      <span className="sr-only">{label}</span>
      {Array.from({ length: rows }, (_, row) => (
        <span key={row} />
      ))}
    </div>
  );
}

type Loading<T> = { data: T | undefined; error: unknown; dataUpdatedAt: number; refetch: () => unknown };

/** What a query has, or why it has nothing. What was there stays, with a word when it could not be asked for again. */
export function Loaded<T>({
  query,
  label,
  rows,
  children,
}: {
  query: Loading<T>;
  label: string;
  rows?: number;
  children: (data: T) => ReactNode;
}) {
  if (query.data !== undefined) {
    return (
      <>
        <Stale query={query} />
        {children(query.data)}
      </>
    );
  }
  if (query.error) return <ErrorNote error={query.error} retry={() => void query.refetch()} />;
  return <Skeleton label={label} {...(rows === undefined ? {} : { rows })} />;
}

/** A lost connection is told once for the whole page, so not here again. */
function Stale({ query }: { query: Loading<unknown> }) {
  if (!query.error || query.error instanceof ConnectionLost) return null;
  return (
    <div className="notice doubt" role="status">
      <Icon name="warning" />
      <div>
        <p>
          What you see is from {clockTime(query.dataUpdatedAt)}. It could not be asked for again:{' '}
          {messageOf(query.error)}
        </p>
      </div>
      <Button small onClick={() => void query.refetch()}>
        Try again
      </Button>
    </div>
  );
}
