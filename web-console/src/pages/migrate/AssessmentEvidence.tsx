import type { MigrationAssessment, MigrationFinding } from '../../api/schema';
import { Badge } from '../../ui/badges';
import { Foreign } from '../../ui/Foreign';
import { Icon } from '../../ui/Icon';
import { MEANINGS, VERDICTS } from './states';

/** What was found out about the old workload, each line with its evidence and the cheapest way forward. */
export function AssessmentEvidence({ assessment }: { assessment: MigrationAssessment }) {
  const { verdict, findings, problem } = assessment;
  return (
    <>
      {verdict && (
        <p className={`verdict-line tone-${VERDICTS[verdict].tone}`}>
          <Icon name={VERDICTS[verdict].icon} /> {VERDICTS[verdict].label}: {VERDICTS[verdict].means}
        </p>
      )}
      {problem && (
        <p className="notice doubt">
          <Icon name="warning" />
          <span>
            <Foreign text={problem} />
          </span>
        </p>
      )}
      {findings.length > 0 && <Findings findings={findings} />}
    </>
  );
}

export function Findings({ findings }: { findings: MigrationFinding[] }) {
  return (
    <ul className="findings">
      {findings.map((each, i) => (
        <li key={i}>
          <Badge look={MEANINGS[each.means]} />
          <div>
            <b>
              <Foreign text={each.topic} />
            </b>
            <p>
              <Foreign text={each.evidence} />
            </p>
            {each.forward && (
              <p className="muted">
                <Foreign text={each.forward} />
              </p>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}
