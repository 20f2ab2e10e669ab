import type { MigrationDifference, MigrationVerification } from '../../api/schema';
import { count } from '../../ui/format';
import { Foreign } from '../../ui/Foreign';
import { Cost } from '../workload/OutputText';

/** How the answers of both compare, and those that differ side by side. */
export function Verification({ of, from, to }: { of: MigrationVerification; from: string; to: string }) {
  return (
    <>
      <dl className="counts">
        <Cost label="Compared" value={number(of.compared)} />
        <Cost label="Equal" value={number(of.equal)} />
        <Cost label="Different" value={number(of.different)} bad={of.different > 0} />
        <Cost label="Not judged" value={number(of.incomparable)} />
        <Cost label="Wanted at least" value={number(of.minimum)} />
      </dl>
      {of.notes.length > 0 && (
        <ul className="reasons">
          {of.notes.map(note => (
            <li key={note}>
              <Foreign text={note} />
            </li>
          ))}
        </ul>
      )}
      {of.differences.length > 0 && (
        <ol className="differences" aria-label="Answers that differ">
          {of.differences.map((each, i) => (
            <Difference key={i} of={each} from={from} to={to} />
          ))}
        </ol>
      )}
      {of.different > of.differences.length && (
        <p className="muted">and {count(of.different - of.differences.length, 'more difference')}</p>
      )}
    </>
  );
}

function Difference({ of, from, to }: { of: MigrationDifference; from: string; to: string }) {
  return (
    <li>
      <p>
        <code>
          <Foreign text={of.request} />
        </code>{' '}
        differs in <b>{<Foreign text={of.what} />}</b>
      </p>
      <div className="both-answers">
        <Side label={from} text={of.old} className="removed" />
        <Side label={to} text={of.candidate} className="added" />
      </div>
    </li>
  );
}

function Side({ label, text, className }: { label: string; text: string | undefined; className: string }) {
  return (
    <figure className={className}>
      <figcaption>{label}</figcaption>
      <pre tabIndex={0} aria-label={`Answer of ${label}`}>
        {text === undefined ? <span className="muted">nothing</span> : <Foreign text={text} />}
      </pre>
    </figure>
  );
}

function number(value: number): string {
  return value.toLocaleString('en');
}
