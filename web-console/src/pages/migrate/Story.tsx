import type { MigrationStep } from '../../api/schema';
import { Age } from '../../ui/Age';
import { Badge } from '../../ui/badges';
import { between, clockTime } from '../../ui/format';
import { Panel } from '../../ui/Page';
import { AssessmentEvidence } from './AssessmentEvidence';
import { Canary, CutOver, Preparation, Rollback, Watching } from './Evidence';
import { MIGRATION_STATES, OUTCOMES } from './states';
import { Verification } from './Verification';

/** Each state that was entered, the newest first, with what it has shown. */
export function Story({ steps, from, to }: { steps: MigrationStep[]; from: string; to: string }) {
  return (
    <ol className="story">
      {steps.toReversed().map(step => (
        <li key={step.startedAt + step.state}>
          <Panel
            title={MIGRATION_STATES[step.state].label}
            actions={
              <span className="story-times">
                <Badge look={OUTCOMES[step.outcome]} />
                <span className="muted num">
                  {clockTime(step.startedAt)},{' '}
                  {step.endedAt ? between(step.startedAt, step.endedAt) : <Age at={step.startedAt} />}
                </span>
              </span>
            }
          >
            <Evidence step={step} from={from} to={to} />
          </Panel>
        </li>
      ))}
    </ol>
  );
}

function Evidence({ step, from, to }: { step: MigrationStep; from: string; to: string }) {
  const { assessment, preparation, verification, canary, cutOver, watching, rollback } = step.evidence;
  const shown = [
    assessment && <AssessmentEvidence key="assessment" assessment={assessment} />,
    preparation && <Preparation key="preparation" of={preparation} />,
    verification && <Verification key="verification" of={verification} from={from} to={to} />,
    canary && <Canary key="canary" steps={canary} />,
    cutOver && <CutOver key="cut-over" of={cutOver} />,
    watching && <Watching key="watching" of={watching} />,
    rollback && <Rollback key="rollback" of={rollback} />,
  ].filter(Boolean);
  return shown.length > 0 ? shown : <p className="muted">{MIGRATION_STATES[step.state].means}</p>;
}
