import type { Served } from '../../api/schema';
import { nanos } from '../../ui/format';
import { Panel } from '../../ui/Page';

/** What was served: how often, how well, and how long it took. */
export function ServedPanel({ title, of, served }: { title: string; of: string; served: Served }) {
  const took = (value: number) => (served.answered + served.failed === 0 ? '–' : nanos(value));
  const figures: [label: string, value: string, means: string][] = [
    ['Answered', number(served.answered), 'The program ended well, whatever it answered.'],
    ['Failed', number(served.failed), 'The program failed, or its client went away.'],
    ['Refused', number(served.refused), 'There was no free slot.'],
    ['Active now', number(served.active), 'Run at this moment.'],
    ['Waiting', number(served.waiting), 'Wait for a slot at this moment.'],
    ['Median', took(served.p50Nanos), 'Half took at most this long.'],
    ['p95', took(served.p95Nanos), '95 of 100 took at most this long.'],
    ['p99', took(served.p99Nanos), '99 of 100 took at most this long.'],
    ['Longest', took(served.maxNanos), 'The one that took longest.'],
  ];
  return (
    <Panel title={title} className="served" actions={<span className="muted">{of}</span>}>
      <dl className="counts">
        {figures.map(([label, value, means]) => (
          <div
            key={label}
            title={means}
            className={label === 'Failed' && served.failed > 0 ? 'bad' : undefined}
          >
            <dt>{label}</dt>
            <dd className="num">{value}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

function number(value: number): string {
  return value.toLocaleString('en');
}
