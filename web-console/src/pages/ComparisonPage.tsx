import {
  hasEnded,
  reportFile,
  useCancelComparison,
  useComparison,
  useReport,
  type Form,
} from '../api/comparisons';
import type { Comparison, ComparisonReport } from '../api/schema';
import { Badge } from '../ui/badges';
import { Button } from '../ui/Button';
import { Foreign } from '../ui/Foreign';
import { Loaded, Skeleton } from '../ui/notices';
import { Page, Panel } from '../ui/Page';
import { Link } from '../ui/router';
import { saveFile } from '../ui/saveFile';
import { comparisonTitle } from '../ui/titles';
import { toast } from '../ui/toasts';
import { useRefusal } from '../ui/useRole';
import { Distributions, Phases, Ratios } from './compare/Charts';
import { Earlier } from './compare/Earlier';
import { Footprint, HostFacts, Inside, Method, Outputs, Overview, Sizes, Summaries } from './compare/Tables';
import { COMPARISON_STATES } from './compare/states';

export function ComparisonPage({ name }: { name: string }) {
  const query = useComparison(name);
  const comparison = query.data;
  const ended = hasEnded(comparison);
  const report = useReport(name, comparison?.progress.done, ended);
  return (
    <Page
      title={comparison ? comparisonTitle(comparison) : name}
      actions={comparison && <Actions comparison={comparison} ended={ended} />}
    >
      <p className="lead">
        <Link to="/compare">All comparisons</Link> · <span className="own-name">{name}</span>
      </p>
      <Loaded query={query} label="Loading the comparison">
        {found => <Progress comparison={found} ended={ended} />}
      </Loaded>
      {report.data ? <Report name={name} report={report.data} /> : <Skeleton label="Loading the report" />}
    </Page>
  );
}

function Actions({ comparison, ended }: { comparison: Comparison; ended: boolean }) {
  const cancel = useCancelComparison(comparison.name);
  const refusal = useRefusal('operator');
  const save = (form: Form) => {
    reportFile(comparison.name, form).then(
      file => saveFile(file, `${comparison.name}.${form}`),
      (error: unknown) => toast.failed('The report could not be saved', error),
    );
  };
  return (
    <>
      {!ended && (
        <Button
          icon="stop"
          blocked={refusal ?? (comparison.cancelRequested ? 'it is being cancelled' : undefined)}
          onClick={() =>
            cancel.mutate(undefined, { onError: error => toast.failed('It could not be cancelled', error) })
          }
        >
          Cancel
        </Button>
      )}
      <Button icon="download" onClick={() => save('html')}>
        HTML
      </Button>
      <Button icon="download" onClick={() => save('json')}>
        JSON
      </Button>
      <Button icon="download" onClick={() => save('csv')}>
        CSV
      </Button>
    </>
  );
}

function Progress({ comparison, ended }: { comparison: Comparison; ended: boolean }) {
  const { progress } = comparison;
  return (
    <div className="comparison-state">
      <Badge look={COMPARISON_STATES[comparison.state]} />
      <span>
        <Foreign text={comparison.message} />
      </span>
      {!ended && (
        <progress
          value={progress.done}
          max={progress.planned}
          aria-label={`${progress.done} of at most ${progress.planned} repetitions`}
        />
      )}
      <span className="muted num">
        {progress.done} of {comparison.precision === undefined ? '' : 'at most '}
        {progress.planned} repetitions, {progress.rounds} measured{' '}
        {progress.rounds === 1 ? 'round' : 'rounds'}
        {progress.failed > 0 && `, ${progress.failed} failed`}
      </span>
      {progress.current !== undefined && (
        <span className="muted">
          Now: <Foreign text={progress.current} />
        </span>
      )}
    </div>
  );
}

function Report({ name, report }: { name: string; report: ComparisonReport }) {
  return (
    <div className="report">
      <Panel title="What can be said">
        <ul className="verdicts" aria-label="Verdicts">
          {report.summary.map(words => (
            <li key={words}>
              <Foreign text={words} />
            </li>
          ))}
        </ul>
        <p className={`sameness ${report.output.verdict}`}>
          <Foreign text={report.output.words} />
        </p>
        <Overview report={report} />
      </Panel>
      <Panel title="Start-up, phase by phase">
        <Phases report={report} />
      </Panel>
      <Panel title="Distributions">
        <Distributions report={report} />
        <Summaries report={report} />
      </Panel>
      <Panel title="Ratios">
        <Ratios report={report} />
      </Panel>
      <Panel title="Footprint">
        <Footprint report={report} />
      </Panel>
      <Panel title="Compared with an earlier one">
        <Earlier name={name} report={report} />
      </Panel>
      <Panel title="What the program sees from inside">
        <Inside report={report} />
      </Panel>
      <Panel title="Outputs">
        <Outputs report={report} />
      </Panel>
      <Panel title="What it takes on disk">
        <Sizes report={report} />
      </Panel>
      <Panel title="Method">
        <Method report={report} />
      </Panel>
      <Panel title="Host">
        <HostFacts report={report} />
      </Panel>
    </div>
  );
}
