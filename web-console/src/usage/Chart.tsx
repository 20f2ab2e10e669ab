import { useState, type PointerEvent } from 'react';
import { clockTime } from '../ui/format';
import { stretches, type Point } from './series';

export type Line = { label: string; points: Point[]; look: 'first' | 'second' };

const WIDTH = 520;
const HEIGHT = 132;
const LEFT = 70;
const BOTTOM = 18;
const TOP = 6;

/** Lines over time, from zero up. Holes stay holes. The pointer or the arrow keys read values off. */
export function Chart({
  lines,
  from,
  to,
  show,
  label,
}: {
  lines: Line[];
  from: number;
  to: number;
  show: (value: number) => string;
  label: string;
}) {
  const [reading, setReading] = useState<number>();
  const most = lines.reduce((top, line) => line.points.reduce((m, p) => Math.max(m, p.value ?? 0), top), 0);
  const top = niceTop(most);
  const x = (at: number) => LEFT + ((at - from) / Math.max(1, to - from)) * (WIDTH - LEFT - 4);
  const y = (value: number) => HEIGHT - BOTTOM - (value / top) * (HEIGHT - BOTTOM - TOP);
  const times = lines[0]?.points.map(point => point.at) ?? [];
  const at = reading === undefined ? undefined : times[reading];

  const onPointer = (event: PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const pointed =
      from + (((event.clientX - box.left) / box.width) * WIDTH - LEFT) * ((to - from) / (WIDTH - LEFT - 4));
    setReading(nearest(times, pointed));
  };
  const step = (by: number) =>
    setReading(now => Math.max(0, Math.min(times.length - 1, (now ?? times.length - 1) + by)));

  return (
    <div className="chart">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={label}
        tabIndex={0}
        onPointerMove={onPointer}
        onPointerLeave={() => setReading(undefined)}
        onBlur={() => setReading(undefined)}
        onKeyDown={event => {
          if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
          event.preventDefault();
          step(event.key === 'ArrowLeft' ? -1 : 1);
        }}
      >
        {[0, 0.5, 1].map(part => (
          <g key={part}>
            <line className="grid" x1={LEFT} x2={WIDTH} y1={y(part * top)} y2={y(part * top)} />
            {/* A scale so short that its middle reads like its end has no figure there. */}
            {(part === 1 || show(part * top) !== show(top)) && (
              <text x={LEFT - 6} y={y(part * top) + 4} textAnchor="end">
                {show(part * top)}
              </text>
            )}
          </g>
        ))}
        <text x={LEFT} y={HEIGHT - 3}>
          {clockTime(from)}
        </text>
        <text x={WIDTH - 2} y={HEIGHT - 3} textAnchor="end">
          {clockTime(to)}
        </text>
        {lines.map(line =>
          stretches(line.points).map(stretch =>
            stretch.length === 1 ? (
              <circle
                key={stretch[0]?.at}
                className={line.look}
                cx={x(stretch[0]?.at ?? 0)}
                cy={y(stretch[0]?.value ?? 0)}
                r="2"
              />
            ) : (
              <polyline
                key={stretch[0]?.at}
                className={line.look}
                points={stretch.map(p => `${x(p.at).toFixed(1)},${y(p.value).toFixed(1)}`).join(' ')}
              />
            ),
          ),
        )}
        {at !== undefined && <line className="cursor" x1={x(at)} x2={x(at)} y1={TOP} y2={HEIGHT - BOTTOM} />}
      </svg>
      <p className="reading num" aria-live="polite">
        {at === undefined || reading === undefined
          ? ' '
          : `${clockTime(at)}: ${lines.map(line => said(line, reading, lines.length > 1, show)).join(', ')}`}
      </p>
    </div>
  );
}

function said(line: Line, index: number, named: boolean, show: (value: number) => string): string {
  const value = line.points[index]?.value;
  const text = value === undefined ? 'not known' : show(value);
  return named ? `${line.label} ${text}` : text;
}

function nearest(times: readonly number[], wanted: number): number | undefined {
  let best: number | undefined;
  for (const [i, at] of times.entries()) {
    if (best === undefined || Math.abs(at - wanted) < Math.abs((times[best] ?? 0) - wanted)) best = i;
  }
  return best;
}

/** Where the scale ends: a little above the largest value, in steps coarse enough that it does not move with each sample. */
export function niceTop(most: number): number {
  if (most <= 0) return 1;
  const unit = 2 ** Math.floor(Math.log2(most));
  return [1, 1.25, 1.5, 1.75, 2].map(each => each * unit).find(each => each >= most) ?? 2 * unit;
}
