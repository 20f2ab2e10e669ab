import { Link } from './router';

/** The workloads that use something: the first hundred by name, and how many there are. */
type Users = { usedBy: string[]; usedByCount: number };

export function UsedBy({ of: { usedBy, usedByCount } }: { of: Users }) {
  if (usedByCount === 0) return <span className="muted">nobody</span>;
  const more = usedByCount - usedBy.length;
  return (
    <span className="used-by">
      {usedBy.map(name => (
        <Link key={name} to={`/workloads/${name}`}>
          {name}
        </Link>
      ))}
      {more > 0 && <span className="muted">and {more} more</span>}
    </span>
  );
}

/** The first three of them, for a sentence. */
export function firstOf({ usedBy, usedByCount }: Users): string {
  const named = usedBy.slice(0, 3).join(', ');
  return usedByCount > 3 ? `${named} and ${usedByCount - 3} more` : named;
}
