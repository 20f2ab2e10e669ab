import type { Figure } from '../api/schema';
import { figureValue } from './format';

/** A figure with where it comes from. A missing one is a dash with the reason, never a zero. */
export function FigureText({ figure }: { figure: Figure | undefined }) {
  if (!figure) return <span className="muted">–</span>;
  const title = figure.note ?? undefined;
  return (
    <span className="figure" title={title}>
      <span className={figure.quality === 'unavailable' ? 'muted' : 'num'}>{figureValue(figure)}</span>
      <small>{figure.quality === 'unavailable' ? 'unavailable' : `${figure.basis}, ${figure.quality}`}</small>
    </span>
  );
}
