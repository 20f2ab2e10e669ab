import type { Figure } from '../api/schema';
import { ownOf } from './figures';
import { figureValue } from './format';

/**
 * What a workload alone costs, with its share of what several use beside it, where it comes from, and how good it is when
 * it is not measured. A missing one is a dash with the reason, never a zero.
 */
export function FigureText({ figure }: { figure: Figure | undefined }) {
  if (!figure) return <span className="muted">–</span>;
  const { basis, quality, note, shared } = figure;
  const more = [note, partsOf(figure)].filter(Boolean).join(' ');
  const title = `${basis}, ${quality}${more && `: ${more}`}`;
  const where = quality === 'measured' ? basis : quality === 'unavailable' ? quality : `${basis}, ${quality}`;
  return (
    <span className="figure" title={title}>
      <span className={quality === 'unavailable' ? 'muted' : 'num'}>
        {figureValue(figure, ownOf(figure))}
      </span>
      <small>{shared ? `+ ${figureValue(figure, shared)} shared` : where}</small>
    </span>
  );
}

function partsOf(figure: Figure): string | undefined {
  if (!figure.shared) return undefined;
  return (
    `${figureValue(figure, ownOf(figure))} is its own, ${figureValue(figure, figure.shared)} its share of what ` +
    `several use, together ${figureValue(figure)}.`
  );
}
