import { useUsage } from '../../api/queries';
import type { UsageSample, Workload } from '../../api/schema';
import { Button } from '../../ui/Button';
import { bytes, count } from '../../ui/format';
import { Foreign } from '../../ui/Foreign';
import { Empty, Loaded } from '../../ui/notices';
import { Panel } from '../../ui/Page';
import { go, usePlace, withQuery } from '../../ui/router';
import { QUALITIES } from '../../ui/states';
import { ServedPanel } from './ServedPanel';
import { Chart, type Line } from '../../usage/Chart';
import { cores, latest, levels, rates, type Series } from '../../usage/series';

const SPANS = [
  { since: '10m', label: '10 minutes', millis: 600_000 },
  { since: '1h', label: '1 hour', millis: 3_600_000 },
  { since: '6h', label: '6 hours', millis: 21_600_000 },
] as const;

/** What it uses, live: each figure with where it comes from and how good it is. */
export function UsageTab({ workload }: { workload: Workload }) {
  const place = usePlace();
  const span = SPANS.find(each => each.since === place.query.get('since')) ?? SPANS[0];
  const query = useUsage(workload.name, span.since);
  return (
    <>
      <div className="toolbar">
        <div className="segments" role="group" aria-label="Time shown">
          {SPANS.map(each => (
            <Button
              key={each.since}
              small
              aria-pressed={each === span}
              onClick={() => go(withQuery(place, { since: each.since }), { replace: true })}
            >
              {each.label}
            </Button>
          ))}
        </div>
        <span className="shown muted num" role="status">
          {query.data && count(query.data.samples.length, 'sample')}
        </span>
      </div>
      <Loaded query={query} label="Loading the usage" rows={8}>
        {({ samples, invocations }) => {
          const requests = samples.at(-1)?.requests;
          return (
            <>
              {requests && <ServedPanel title="Requests" of="in this run" served={requests} />}
              {invocations && (
                <ServedPanel title="Invocations" of="since the service started" served={invocations} />
              )}
              {samples.length > 0 && <Charts samples={samples} millis={span.millis} />}
              {samples.length === 0 && !invocations && (
                <Empty icon="clock" title={`Nothing was sampled in the last ${span.label}`}>
                  <p>Samples are taken while it runs.</p>
                </Empty>
              )}
            </>
          );
        }}
      </Loaded>
    </>
  );
}

const perSecond = (value: number) => `${bytes(Math.round(value))}/s`;

function Charts({ samples, millis }: { samples: UsageSample[]; millis: number }) {
  const to = Date.parse(samples.at(-1)?.at ?? '');
  const from = Math.max(to - millis, Math.min(to - 10_000, Date.parse(samples[0]?.at ?? '')));
  const time = { from, to };
  const memory = levels(samples, 'memory');
  return (
    <div className="charts">
      <ChartPanel title="CPU" of={rates(samples, 'cpuTime')} show={cores} {...time} />
      <ChartPanel title="Memory, its own" of={memory} show={value => bytes(Math.round(value))} {...time} />
      <ChartPanel title="Disk, written" of={rates(samples, 'disk')} show={perSecond} {...time} />
      <ChartPanel
        title="Network"
        of={rates(samples, 'networkReceived')}
        name="received"
        and={{ name: 'sent', series: rates(samples, 'networkSent') }}
        show={perSecond}
        {...time}
      />
    </div>
  );
}

type ChartPanelProps = {
  title: string;
  of: Series;
  name?: string;
  and?: { name: string; series: Series };
  show: (value: number) => string;
  from: number;
  to: number;
};

function ChartPanel({ title, of, name = title, and, show, from, to }: ChartPanelProps) {
  const lines: Line[] = [
    { label: name, points: of.points, look: 'first' },
    ...(and ? [{ label: and.name, points: and.series.points, look: 'second' as const }] : []),
  ];
  const known = lines.some(line => line.points.some(point => point.value !== undefined));
  const now = [latest(of), and && latest(and.series)].flatMap(each =>
    each === undefined ? [] : [show(each)],
  );
  return (
    <Panel
      title={title}
      className="chart-panel"
      actions={<b className="num">{now.length === 0 ? '–' : now.join(' · ')}</b>}
    >
      {known ? (
        <Chart
          lines={lines}
          from={from}
          to={to}
          show={show}
          label={`${title}, now ${now.join(', ') || 'not known'}`}
        />
      ) : (
        <p className="chart-none muted">{missing(of)}</p>
      )}
      <p className="basis muted" title={of.note}>
        {and && (
          <>
            <span className="key first" /> {name} <span className="key second" /> {and.name} ·{' '}
          </>
        )}
        {of.basis === undefined ? (
          'not sought for this kind'
        ) : (
          <>
            <Foreign text={of.basis} />, {QUALITIES[of.quality ?? 'unavailable']}
          </>
        )}
        {of.note && (
          <>
            {' '}
            · <Foreign text={of.note} />
          </>
        )}
      </p>
    </Panel>
  );
}

function missing(series: Series): string {
  if (series.quality === 'unavailable') return series.note ?? 'It cannot be measured here.';
  return series.basis === undefined ? 'No figure.' : 'There are too few samples for a line yet.';
}
