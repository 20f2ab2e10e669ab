import { useAssess, useAssessment } from '../../api/assessments';
import { Button } from '../../ui/Button';
import { Foreign } from '../../ui/Foreign';
import { ErrorNote, Skeleton } from '../../ui/notices';
import { useRefusal } from '../../ui/useRole';
import { AssessmentEvidence } from './AssessmentEvidence';

/** The newest assessment of a container, and the wish for another. */
export function AssessmentOf({ workload, observe }: { workload: string; observe: string }) {
  const query = useAssessment(workload);
  const assess = useAssess(workload);
  const refusal = useRefusal('operator');
  const assessment = query.data;
  const running = assessment?.state === 'running';
  return (
    <div className="assessment">
      {query.error && <ErrorNote error={query.error} retry={() => void query.refetch()} />}
      {assess.error && <ErrorNote error={assess.error} />}
      {assessment && (
        <>
          <p className={assessment.state === 'failed' ? 'tone-bad' : 'muted'} role="status">
            <Foreign text={assessment.message} />
          </p>
          {running && <Skeleton label="Its processes are watched" rows={2} />}
          <AssessmentEvidence
            assessment={{
              findings: assessment.findings,
              ...(assessment.verdict && { verdict: assessment.verdict }),
            }}
          />
          {assessment.missing.length > 0 && (
            <ul className="reasons">
              {assessment.missing.map(each => (
                <li key={each}>
                  Not known: <Foreign text={each} />
                </li>
              ))}
            </ul>
          )}
        </>
      )}
      {assessment === null && <p className="muted">It was not looked at yet.</p>}
      <Button
        icon="search"
        blocked={refusal ?? (running || assess.isPending ? 'it is under way' : undefined)}
        onClick={() => assess.mutate(observe)}
      >
        {assessment ? 'Look at it again' : 'Look at it now'}
      </Button>
    </div>
  );
}
