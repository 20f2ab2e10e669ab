import type { Figure } from '../api/schema';
import { figureValue } from './format';

/** A figure with where it comes from, and how good it is when it is not measured. A missing one is a dash with the reason, never a zero. */
export function FigureText({ figure }: { figure: Figure | undefined }) {
  if (!figure) return <span className="muted">–</span>;
  const { basis, quality, note } = figure;
  const title = [`${basis}, ${quality}`, note].filter(Boolean).join(': ');
  const where = quality === 'measured' ? basis : quality === 'unavailable' ? quality : `${basis}, ${quality}`;
  return (
    <span className="figure" title={title}>
      <span className={quality === 'unavailable' ? 'muted' : 'num'}>{figureValue(figure)}</span>
      <small>{where}</small>
    </span>
  );
}
