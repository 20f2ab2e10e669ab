import { stretches, type Point } from './series';

const WIDTH = 72;
const HEIGHT = 18;

/** A course at a glance, without axes: `top` is what the full height stands for. */
export function Sparkline({ points, top, label }: { points: Point[]; top: number; label: string }) {
  const from = points[0]?.at ?? 0;
  const span = Math.max(1, (points.at(-1)?.at ?? 0) - from);
  const x = (at: number) => ((at - from) / span) * (WIDTH - 2) + 1;
  const y = (value: number) => HEIGHT - 1.5 - (Math.min(value, top) / Math.max(top, 1)) * (HEIGHT - 3);
  return (
    <svg
      className="sparkline"
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={label}
    >
      <title>{label}</title>
      <line x1="0" x2={WIDTH} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} className="base" />
      {stretches(points).map(stretch => (
        <polyline
          key={stretch[0]?.at}
          points={stretch.map(({ at, value }) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(' ')}
        />
      ))}
    </svg>
  );
}
