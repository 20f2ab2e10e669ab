import type { LatencyFigures } from '../../api/schema';
import { millis } from './shares';

/** How many answers took how long; the table says the same to those who do not see the bars. */
export function LatencyBars({ latency, name }: { latency: LatencyFigures; name: string }) {
  const bars = latency.histogram.filter(bar => bar.count > 0);
  const most = Math.max(...bars.map(bar => bar.count), 1);
  return (
    <table className="latency">
      <caption className="sr-only">{`Latency of ${name}`}</caption>
      <thead className="sr-only">
        <tr>
          <th scope="col">At most</th>
          <th scope="col">Answers</th>
        </tr>
      </thead>
      <tbody>
        {bars.map(bar => (
          <tr key={bar.atMostMs ?? 'more'}>
            <th scope="row">{bar.atMostMs === undefined ? 'longer' : `≤ ${millis(bar.atMostMs)}`}</th>
            <td>
              <span className="latency-bar" style={{ inlineSize: `${(60 * bar.count) / most}%` }} />
              <span>{bar.count.toLocaleString('en')}</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
