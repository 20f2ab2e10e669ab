import { useUsage } from '../../api/queries';
import type { Workload } from '../../api/schema';
import { figureValue } from '../../ui/format';
import { OCCUPYING } from '../../ui/states';
import { Sparkline } from '../../usage/Sparkline';
import { cores, latest, rates } from '../../usage/series';

const SINCE = '10m';

/** The course of the last minutes for one that runs; for all, what was used in all. Only rows that are seen ask for it. */
export function CpuCell({ workload }: { workload: Workload }) {
  const { name, status, resources } = workload;
  const runs = OCCUPYING.has(status.state);
  const samples = useUsage(name, SINCE, { enabled: runs, every: 10_000 }).data?.samples;
  const figure = status.currentRun?.footprint?.cpuTime;
  const series = rates(samples ?? [], 'cpuTime');
  const now = latest(series);
  const most = series.points.reduce((top, point) => Math.max(top, point.value ?? 0), 0);
  return (
    <span className="cpu" title={figure?.note}>
      {runs && (
        <span className="cpu-now">
          {series.points.length > 1 && (
            <Sparkline
              points={series.points}
              top={Math.max(most, (resources?.cpus ?? 1) * 1e8)}
              label={`CPU of ${name} in the last 10 minutes, at most ${cores(most)}`}
            />
          )}
          <span className="num">{now === undefined ? '–' : cores(now)}</span>
        </span>
      )}
      {figure ? (
        <small className="muted num">{figureValue(figure)} in all</small>
      ) : (
        !runs && <span className="muted">–</span>
      )}
    </span>
  );
}
