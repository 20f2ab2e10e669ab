import { useComparisons, useReport } from '../../api/comparisons';
import type { ComparisonReport } from '../../api/schema';
import { Foreign } from '../../ui/Foreign';
import { comparisonTitle } from '../../ui/titles';
import { TableScroll } from '../../ui/TableScroll';
import { go, usePlace, withQuery } from '../../ui/router';
import { amount, changes } from './report';

/** Medians of another comparison beside this one's, for variants of the same label and kind. */
export function Earlier({ name, report }: { name: string; report: ComparisonReport }) {
  const at = usePlace();
  const chosen = at.query.get('with') ?? '';
  const others = (useComparisons().data?.pages ?? [])
    .flatMap(page => page.items)
    .filter(item => item.name !== name && item.progress.rounds > 0);
  const other = useReport(chosen, chosen === '' ? undefined : 0, true).data;
  const rows = other ? changes(other, report) : [];
  return (
    <>
      <label className="earlier">
        Compare with{' '}
        <select
          value={chosen}
          onChange={event => go(withQuery(at, { with: event.target.value }), { replace: true })}
        >
          <option value="">none</option>
          {others.map(item => (
            <option key={item.name} value={item.name}>
              {comparisonTitle(item)} ({item.name})
            </option>
          ))}
        </select>
      </label>
      {other && rows.length === 0 && <p className="muted">It has no variant of the same label and kind.</p>}
      {rows.length > 0 && (
        <>
          <TableScroll label="Compared with an earlier one">
            <table className="table plain">
              <thead>
                <tr>
                  {['Variant', 'Figure', 'Then', 'Now', 'Ratio'].map(title => (
                    <th key={title} scope="col">
                      {title}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.map(row => {
                  const figure = report.figures.find(each => each.figure === row.figure);
                  return (
                    <tr key={row.label + row.figure}>
                      <td>
                        <Foreign text={row.label} />
                      </td>
                      <td>{figure?.title}</td>
                      <td className="num">{amount(row.before, figure?.unit ?? '')}</td>
                      <td className="num">{amount(row.now, figure?.unit ?? '')}</td>
                      <td className="num">{row.ratio.toFixed(2)}</td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </TableScroll>
          <p className="muted">
            Medians of two runs at different times: the host may have been busier, so no verdict is drawn from
            them. To decide, put both into one comparison.
          </p>
        </>
      )}
    </>
  );
}
