import { Suspense, lazy } from 'react';
import { useWorkload } from '../api/queries';
import { ApiProblem } from '../api/problem';
import type { Workload } from '../api/schema';
import { AdvicePanel } from './workload/AdvicePanel';
import { Description } from './workload/Description';
import { Evidence } from './workload/Evidence';
import { InvokeTab } from './workload/InvokeTab';
import { LogsTab } from './workload/LogsTab';
import { RunDetails } from './workload/RunDetails';
import { RunsTab } from './workload/RunsTab';
import { SnapshotsTab } from './workload/SnapshotsTab';
import { UsageTab } from './workload/UsageTab';
import { WorkloadEvents } from './workload/WorkloadEvents';
import { KindBadge, StateBadge } from '../ui/badges';
import { Empty, Loaded, Skeleton } from '../ui/notices';
import { Link, usePlace, withQuery } from '../ui/router';
import { useTitle } from '../ui/useTitle';
import { WorkloadActions } from '../ui/WorkloadActions';

const BrowserTab = lazy(() => import('./workload/BrowserTab'));
const ConsoleTab = lazy(() => import('./workload/ConsoleTab'));
const DisplayTab = lazy(() => import('./workload/DisplayTab'));
const FilesTab = lazy(() => import('./workload/FilesTab'));
const TerminalTab = lazy(() => import('./workload/TerminalTab'));

const TABS = [
  { id: 'overview', label: 'Overview' },
  { id: 'invoke', label: 'Invoke', jobsOf: 'wasm' },
  { id: 'browser', label: 'In the browser', jobsOf: 'wasm' },
  { id: 'terminal', label: 'Terminal', onlyOf: 'container' },
  { id: 'console', label: 'Console', onlyOf: 'vm' },
  { id: 'display', label: 'Display', onlyOf: 'graphics' },
  { id: 'snapshots', label: 'Snapshots', onlyOf: 'disk' },
  { id: 'files', label: 'Files', onlyOf: 'container' },
  { id: 'usage', label: 'Usage' },
  { id: 'logs', label: 'Logs' },
  { id: 'runs', label: 'Runs' },
  { id: 'events', label: 'Events' },
  { id: 'description', label: 'Description' },
] as const;
type Tab = (typeof TABS)[number];
type TabId = Tab['id'];

/** Only jobs of one kind can be called as functions; only containers give terminals and files, and only machines have a console. */
function hasTab(workload: Workload, tab: Tab): boolean {
  if ('onlyOf' in tab) {
    if (tab.onlyOf === 'disk') return 'disk' in workload.source;
    return tab.onlyOf === 'graphics' ? workload.vm?.graphics === true : workload.kind === tab.onlyOf;
  }
  return !('jobsOf' in tab) || (workload.kind === tab.jobsOf && workload.lifecycle !== 'service');
}

export function WorkloadPage({ name }: { name: string }) {
  useTitle(name);
  const query = useWorkload(name);
  const gone = query.error instanceof ApiProblem && query.error.status === 404;
  return (
    <>
      <nav className="crumbs" aria-label="Where you are">
        <Link to="/workloads">Workloads</Link> <span aria-hidden="true">/</span>
      </nav>
      {gone ? (
        <Empty icon="trash" title={query.data ? `${name} is gone` : `There is no workload ${name}`}>
          <p>
            <Link to="/workloads">To the workloads</Link>
          </p>
        </Empty>
      ) : (
        <Loaded query={query} label={`Loading ${name}`} rows={12}>
          {workload => <Found workload={workload} />}
        </Loaded>
      )}
    </>
  );
}

function Found({ workload }: { workload: Workload }) {
  const place = usePlace();
  const tabs = TABS.filter(each => hasTab(workload, each));
  const tab: TabId = tabs.find(each => each.id === place.query.get('tab'))?.id ?? 'overview';
  return (
    <>
      <div className="page-head workload-head">
        <div>
          <h1>{workload.name}</h1>
          <KindBadge kind={workload.kind} />
          <StateBadge state={workload.status.state} reason={workload.status.reason?.message} />
        </div>
        <WorkloadActions workload={workload} />
      </div>
      <nav className="tabs" aria-label={`Parts of ${workload.name}`}>
        {tabs.map(({ id, label }) => (
          <Link
            key={id}
            replace
            to={withQuery(place, { tab: id === 'overview' ? undefined : id, run: undefined })}
            aria-current={tab === id ? 'page' : undefined}
          >
            {label}
          </Link>
        ))}
      </nav>
      <TabContent tab={tab} workload={workload} />
    </>
  );
}

function TabContent({ tab, workload }: { tab: TabId; workload: Workload }) {
  switch (tab) {
    case 'overview':
      return (
        <>
          <Evidence workload={workload} />
          {workload.status.currentRun && <RunDetails run={workload.status.currentRun} />}
          <AdvicePanel workload={workload} />
        </>
      );
    case 'invoke':
      return <InvokeTab workload={workload} />;
    case 'browser':
      return (
        <Suspense fallback={<Skeleton label="Loading what runs it" />}>
          <BrowserTab workload={workload} />
        </Suspense>
      );
    case 'terminal':
      return (
        <Suspense fallback={<Skeleton label="Loading the terminal" />}>
          <TerminalTab workload={workload} />
        </Suspense>
      );
    case 'console':
      return (
        <Suspense fallback={<Skeleton label="Loading the console" />}>
          <ConsoleTab workload={workload} />
        </Suspense>
      );
    case 'display':
      return (
        <Suspense fallback={<Skeleton label="Loading the display" />}>
          <DisplayTab workload={workload} />
        </Suspense>
      );
    case 'snapshots':
      return <SnapshotsTab workload={workload} />;
    case 'files':
      return (
        <Suspense fallback={<Skeleton label="Loading what shows files" />}>
          <FilesTab workload={workload} />
        </Suspense>
      );
    case 'usage':
      return <UsageTab workload={workload} />;
    case 'logs':
      return <LogsTab workload={workload} />;
    case 'runs':
      return <RunsTab workload={workload} />;
    case 'events':
      return <WorkloadEvents name={workload.name} />;
    case 'description':
      return <Description workload={workload} />;
  }
}
