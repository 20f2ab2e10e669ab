import type { ReactNode } from 'react';
import type { ComparisonReport, ReportFootprint } from '../../api/schema';
import { KindBadge } from '../../ui/badges';
import { CopyButton } from '../../ui/CopyButton';
import { Foreign } from '../../ui/Foreign';
import { figureLabel } from '../../ui/figures';
import { bytes, dateTime } from '../../ui/format';
import { TableScroll } from '../../ui/TableScroll';
import { Row } from './Charts';
import { amount, summaryOf } from './report';

type Props = { report: ComparisonReport };

function Table({ label, head, children }: { label: string; head: string[]; children: ReactNode }) {
  return (
    <TableScroll label={label}>
      <table className="table plain">
        <thead>
          <tr>
            {head.map(title => (
              <th key={title} scope="col">
                <Foreign text={title} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </TableScroll>
  );
}

export function Overview({ report }: Props) {
  return (
    <>
      <Table
        label="Variants"
        head={['Variant', 'Kind', 'Succeeded', 'Start-up', 'Memory, peak', 'Processor time']}
      >
        {report.variants.map(variant => (
          <tr key={variant.label}>
            <th scope="row">
              <Foreign text={variant.label} />
            </th>
            <td>
              <KindBadge kind={variant.kind} />
            </td>
            <td className="num">
              {variant.succeeded} of {variant.attempts}
            </td>
            <td className="num">{amount(summaryOf(variant, 'startUp')?.median, 'nanoseconds')}</td>
            <td className="num">{amount(summaryOf(variant, 'memoryPeak')?.median, 'bytes')}</td>
            <td className="num">{amount(summaryOf(variant, 'cpuTime')?.median, 'nanoseconds')}</td>
          </tr>
        ))}
      </Table>
      {report.variants.flatMap(variant =>
        variant.failures.map(failure => (
          <p key={variant.label + failure.code + failure.message} className="tone-bad">
            <Foreign text={variant.label} /> failed {variant.failed} of {variant.attempts} times:{' '}
            {failure.count} × <Foreign text={failure.code} />, <Foreign text={failure.message} />
          </p>
        )),
      )}
      {report.variants
        .filter(variant => variant.setAside > 0)
        .map(variant => (
          <p key={variant.label} className="tone-doubt">
            <Foreign text={variant.label} />: {variant.setAside} repetitions were not prepared and stand in no
            figure.
          </p>
        ))}
    </>
  );
}

export function Summaries({ report }: Props) {
  return (
    <Table
      label="Summaries"
      head={['Figure', 'Variant', 'n', 'Median', '95 % interval', 'p95', 'Spread (IQR)', 'Basis', 'Quality']}
    >
      {report.figures.flatMap(figure =>
        report.variants.flatMap(variant => {
          const summary = summaryOf(variant, figure.figure);
          if (!summary) return [];
          return [
            <tr key={figure.figure + variant.label}>
              <td>{figure.title}</td>
              <td>
                <Foreign text={variant.label} />
              </td>
              <td className="num">{summary.count}</td>
              <td className="num">{amount(summary.median, figure.unit)}</td>
              <td className="num">
                {summary.low === undefined
                  ? 'too few'
                  : `${amount(summary.low, figure.unit)} – ${amount(summary.high, figure.unit)}`}
              </td>
              <td className="num">{amount(summary.p95, figure.unit)}</td>
              <td className="num">{amount(summary.spread, figure.unit)}</td>
              <td>{summary.basis}</td>
              <td>{summary.quality}</td>
            </tr>,
          ];
        }),
      )}
    </Table>
  );
}

function sum(part: ReportFootprint): number {
  return (part.own ?? 0) + (part.shared ?? 0);
}

export function Footprint({ report }: Props) {
  const parts = report.variants.flatMap(variant =>
    variant.footprint.map(part => ({ label: variant.label, part })),
  );
  const peaks = parts.filter(each => each.part.figure === 'memoryPeak');
  const largest = Math.max(0, ...peaks.map(each => sum(each.part)));
  return (
    <>
      <p className="caption">Memory, peak: own and shared part, medians</p>
      {peaks.map(({ label, part }) => (
        <Row key={label} label={label} value={part.own === undefined ? '–' : amount(sum(part), part.unit)}>
          <span
            className="strip"
            role="img"
            aria-label={`${label}: own ${amount(part.own, part.unit)}, shared ${amount(part.shared, part.unit)}`}
          >
            <span
              className="own"
              style={{ width: `${largest > 0 ? (100 * (part.own ?? 0)) / largest : 0}%` }}
            />
            <span
              className="shared"
              style={{
                left: `${largest > 0 ? (100 * (part.own ?? 0)) / largest : 0}%`,
                width: `${largest > 0 ? (100 * (part.shared ?? 0)) / largest : 0}%`,
              }}
            />
          </span>
        </Row>
      ))}
      <Table
        label="Footprint"
        head={['Variant', 'Figure', 'Own', 'Shared', 'Basis', 'Quality', 'Includes and leaves out']}
      >
        {parts.map(({ label, part }) => (
          <tr key={label + part.figure}>
            <td>
              <Foreign text={label} />
            </td>
            <td>{figureLabel(part.figure)}</td>
            <td className="num">{amount(part.own, part.unit)}</td>
            <td className="num">{amount(part.shared, part.unit)}</td>
            <td>
              <Foreign text={part.basis} />
            </td>
            <td>{part.quality}</td>
            <td className="note">{part.note && <Foreign text={part.note} />}</td>
          </tr>
        ))}
      </Table>
    </>
  );
}

export function Inside({ report }: Props) {
  const words = [...new Set(report.variants.flatMap(variant => Object.keys(variant.inside.facts)))].sort();
  return (
    <>
      {words.length > 0 && (
        <Table label="Inside view" head={['', ...report.variants.map(variant => variant.label)]}>
          {words.map(word => (
            <tr key={word}>
              <th scope="row">
                <Foreign text={word} />
              </th>
              {report.variants.map(variant => (
                <td key={variant.label}>
                  <code>
                    <Foreign text={variant.inside.facts[word] ?? '–'} />
                  </code>
                </td>
              ))}
            </tr>
          ))}
        </Table>
      )}
      {report.variants
        .filter(variant => variant.inside.reason !== undefined)
        .map(variant => (
          <p key={variant.label} className="muted">
            <Foreign text={variant.label} />: <Foreign text={variant.inside.reason ?? ''} />
          </p>
        ))}
    </>
  );
}

export function Outputs({ report }: Props) {
  return (
    <>
      {report.variants.map(variant => (
        <div key={variant.label}>
          <h3>
            <Foreign text={variant.label} />
          </h3>
          {variant.outputs.length === 0 && <p className="muted">No successful repetition.</p>}
          {variant.outputs.slice(0, 3).map((output, i) => (
            <div key={i}>
              <p className="muted">
                {output.count} × {bytes(output.bytes)},{' '}
                <code>
                  {output.digest === undefined ? 'not wholly kept' : <Foreign text={output.digest} />}
                </code>
              </p>
              <pre className="guest-output" tabIndex={0}>
                <Foreign text={output.beginning} />
              </pre>
            </div>
          ))}
        </div>
      ))}
    </>
  );
}

export function Sizes({ report }: Props) {
  return (
    <Table label="Sizes" head={['Variant', 'Source', 'Size', 'Shared with other images', 'What that is']}>
      {report.variants.flatMap(({ label, size }) =>
        size
          ? [
              <tr key={label}>
                <td>
                  <Foreign text={label} />
                </td>
                <td>
                  <code>
                    <Foreign text={size.reference} />
                  </code>
                </td>
                <td className="num">{size.bytes === undefined ? 'not known' : bytes(size.bytes)}</td>
                <td className="num">{size.shared === undefined ? 'not known' : bytes(size.shared)}</td>
                <td className="note">
                  <Foreign text={size.note} />
                </td>
              </tr>,
            ]
          : [],
      )}
    </Table>
  );
}

export function Method({ report }: Props) {
  const descriptions = report.variants.map(({ label, description }) => ({ label, workload: description }));
  const text = JSON.stringify(descriptions, null, 2);
  return (
    <>
      <ul className="notes">
        {report.method.notes.map(note => (
          <li key={note}>
            <Foreign text={note} />
          </li>
        ))}
        <li>Seed {report.method.seed}.</li>
      </ul>
      <h3>What each figure does not include</h3>
      <dl className="facts">
        {report.figures.map(figure => (
          <div key={figure.figure}>
            <dt>{figure.title}</dt>
            <dd>{figure.leavesOut}</dd>
          </div>
        ))}
      </dl>
      <details>
        <summary>The exact descriptions</summary>
        <CopyButton text={text} label="Copy the descriptions" />
        <pre className="guest-output" tabIndex={0}>
          {text}
        </pre>
      </details>
    </>
  );
}

export function HostFacts({ report }: Props) {
  const host = report.host;
  if (!host) return <p className="muted">It has not begun.</p>;
  const facts: [string, string][] = [
    ['Processor', `${host.processors} × ${host.processor}`],
    ['Memory', bytes(host.memoryBytes)],
    ['System', `${host.system}, ${host.kernel}, ${host.architecture}`],
    ['Load when it began', host.load],
    ['Other workloads then', String(host.otherWorkloads)],
    ['Triptych, Java', `${host.triptych}, ${host.java}`],
    ...host.backends.map((backend): [string, string] => [
      backend.kind,
      [
        backend.version ?? 'version not known',
        ...Object.entries(backend.facts).map(pair => pair.join(': ')),
      ].join(', '),
    ]),
  ];
  return (
    <dl className="facts">
      {report.startedAt !== undefined && (
        <div>
          <dt>Begun</dt>
          <dd>{dateTime(report.startedAt)}</dd>
        </div>
      )}
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <Foreign text={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
