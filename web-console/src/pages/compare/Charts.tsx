import type { ReactNode } from 'react';
import type { ComparisonReport, ReportFigure, ReportVariant } from '../../api/schema';
import { Badge } from '../../ui/badges';
import { Foreign } from '../../ui/Foreign';
import { nanos } from '../../ui/format';
import { PHASES } from '../../ui/states';
import { amount, place, spreadOf, startUpOf, summaryOf } from './report';
import { VERDICTS } from './states';

/** Start-up phases: all on one scale, then each by itself as a whole. */
export function Phases({ report }: { report: ComparisonReport }) {
  const longest = Math.max(0, ...report.variants.map(startUpOf));
  if (longest === 0) return <p className="muted">No repetition has counted yet.</p>;
  return (
    <>
      <p className="caption">Medians of the phases, all on one scale</p>
      {report.variants.map(variant => (
        <PhaseRow key={variant.label} variant={variant} whole={longest} />
      ))}
      <p className="caption">The same, each start-up by itself: where its time goes</p>
      {report.variants.map(variant => (
        <PhaseRow key={variant.label} variant={variant} whole={startUpOf(variant)} />
      ))}
      <p className="legend muted">
        {Object.entries(PHASES).map(([name, { label }]) => (
          <span key={name}>
            <span className={`swatch phase-${name}`} aria-hidden="true" />
            {label}
          </span>
        ))}
      </p>
    </>
  );
}

function PhaseRow({ variant, whole }: { variant: ReportVariant; whole: number }) {
  const parts = variant.phases.flatMap(phase =>
    phase.median === undefined ? [] : [{ name: phase.phase, nanos: Math.round(phase.median) }],
  );
  const said = parts.map(part => `${PHASES[part.name].label} ${nanos(part.nanos)}`).join(', ');
  return (
    <Row label={variant.label} value={amount(startUpOf(variant), 'nanoseconds')}>
      <span className="phasebar tall" role="img" aria-label={`${variant.label}: ${said}`} title={said}>
        {parts.map(part => (
          <span
            key={part.name}
            className={`phase-${part.name}`}
            style={{ width: `${whole > 0 ? (100 * part.nanos) / whole : 0}%` }}
          />
        ))}
      </span>
    </Row>
  );
}

/** Each repetition as a line on a logarithmic scale, with the median and its interval. */
export function Distributions({ report }: { report: ComparisonReport }) {
  return (
    <>
      <p className="caption">
        Each line is one repetition, the dark one the median, the band its 95 % interval; logarithmic scales
      </p>
      {report.figures.map(figure => (
        <Distribution key={figure.figure} report={report} figure={figure} />
      ))}
    </>
  );
}

function Distribution({ report, figure }: { report: ComparisonReport; figure: ReportFigure }) {
  const spread = spreadOf(report, figure.figure);
  if (!spread) return null;
  const at = (value: number) => `${place(value, spread.least, spread.most)}%`;
  return (
    <figure className="distribution">
      <figcaption>{figure.title}</figcaption>
      {report.variants.map(variant => {
        const summary = summaryOf(variant, figure.figure);
        const low = summary?.low;
        const high = summary?.high;
        return (
          <Row key={variant.label} label={variant.label} value={amount(summary?.median, figure.unit)}>
            <span
              className="strip"
              role="img"
              aria-label={`${figure.title} of ${variant.label}: median ${amount(summary?.median, figure.unit)}`}
            >
              {low !== undefined && high !== undefined && (
                <span
                  className="interval"
                  style={{
                    left: at(low),
                    width: `${place(high, spread.least, spread.most) - place(low, spread.least, spread.most)}%`,
                  }}
                />
              )}
              {spread.values.get(variant.label)?.map((value, i) => (
                <span key={i} className="tick" style={{ left: at(value) }} />
              ))}
              {summary && summary.median > 0 && (
                <span className="median" style={{ left: at(summary.median) }} />
              )}
            </span>
          </Row>
        );
      })}
      <div className="scale muted" aria-hidden="true">
        <span>{amount(spread.least, figure.unit)}</span>
        <span>{amount(spread.most, figure.unit)}</span>
      </div>
    </figure>
  );
}

/** Each pair by each figure, in words and on a logarithmic scale around 1. */
export function Ratios({ report }: { report: ComparisonReport }) {
  const widest = Math.max(
    1.05,
    ...report.pairs.flatMap(pair =>
      pair.low !== undefined && pair.high !== undefined ? [pair.high, 1 / pair.low] : [],
    ),
  );
  const at = (value: number) => place(value, 1 / widest, widest);
  if (report.pairs.every(pair => pair.low === undefined)) {
    return (
      <p className="muted">No ratio has an interval: that takes more repetitions than there are so far.</p>
    );
  }
  return (
    <>
      {report.figures.map(figure => (
        <figure key={figure.figure} className="ratios">
          <figcaption>
            {figure.title}
            {figure.primary && ' (primary)'}
          </figcaption>
          {report.pairs
            .filter(pair => pair.figure === figure.figure)
            .map(pair => (
              <div key={`${pair.first}:${pair.second}`} className="pair">
                <Badge look={VERDICTS[pair.verdict]} />
                <span className="words">
                  <Foreign text={pair.words} />
                </span>
                {pair.low !== undefined && pair.high !== undefined && pair.ratio !== undefined && (
                  <span className="strip" role="img" aria-label={pair.words}>
                    <span className="one" style={{ left: '50%' }} />
                    <span
                      className="interval"
                      style={{
                        left: `${at(pair.low)}%`,
                        width: `${Math.max(0.5, at(pair.high) - at(pair.low))}%`,
                      }}
                    />
                    <span className="median" style={{ left: `${at(pair.ratio)}%` }} />
                  </span>
                )}
              </div>
            ))}
        </figure>
      ))}
    </>
  );
}

export function Row({ label, value, children }: { label: string; value: string; children: ReactNode }) {
  return (
    <div className="chart-row">
      <span className="label">
        <Foreign text={label} />
      </span>
      {children}
      <span className="num value">{value}</span>
    </div>
  );
}
