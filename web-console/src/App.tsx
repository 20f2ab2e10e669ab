import { useQueryClient } from '@tanstack/react-query';
import { Suspense, lazy, useEffect, useState, useSyncExternalStore } from 'react';
import { adoptSession, onSessionChange, sessionSecret } from './api/session';
import { signInCode } from './api/signInCode';
import { useLiveQueries } from './api/useLiveQueries';
import { ArtifactsPage } from './pages/ArtifactsPage';
import { ComparePage } from './pages/ComparePage';
import { NotFoundPage } from './pages/NotFoundPage';
import { OverviewPage } from './pages/OverviewPage';
import { SecretsPage } from './pages/SecretsPage';
import { ServicePage } from './pages/ServicePage';
import { ServicesPage } from './pages/ServicesPage';
import { SignInPage } from './pages/SignInPage';
import { TokensPage } from './pages/TokensPage';
import { WorkloadPage } from './pages/WorkloadPage';
import { WorkloadsPage } from './pages/WorkloadsPage';
import { Skeleton } from './ui/notices';
import { go, match, usePlace } from './ui/router';
import { Shell } from './ui/Shell';

const AuditPage = lazy(() => import('./pages/AuditPage'));
// The pages that not everybody looks at; one of them with a library of its own.
const ComparisonPage = lazy(() =>
  import('./pages/ComparisonPage').then(page => ({ default: page.ComparisonPage })),
);
const ImagesPage = lazy(() => import('./pages/ImagesPage'));
const MigratePage = lazy(() => import('./pages/MigratePage'));
const MigrationPage = lazy(() => import('./pages/MigrationPage'));
const MigrationsPage = lazy(() => import('./pages/MigrationsPage'));
const NetworksPage = lazy(() => import('./pages/NetworksPage'));
const ReferencePage = lazy(() => import('./pages/ReferencePage'));
const VolumesPage = lazy(() => import('./pages/VolumesPage'));

/** Taken out of the address at once, so that it stays neither in the history nor on the screen. */
function takeCode(): string | undefined {
  const code = signInCode(location.hash);
  if (code !== undefined) history.replaceState(null, '', location.pathname + location.search);
  return code;
}

const initialCode = takeCode();

export function App() {
  const secret = useSyncExternalStore(onSessionChange, sessionSecret);
  const [code, setCode] = useState(initialCode);
  const [asked, setAsked] = useState(secret !== undefined);
  const client = useQueryClient();

  useEffect(() => {
    void adoptSession().then(() => setAsked(true));
    const onLink = () => setCode(takeCode());
    window.addEventListener('hashchange', onLink);
    return () => window.removeEventListener('hashchange', onLink);
  }, []);
  useEffect(() => {
    if (secret === undefined) client.clear();
  }, [secret, client]);

  if (!asked) return null;
  if (secret === undefined || code !== undefined) {
    return <SignInPage code={code} onDone={() => setCode(undefined)} />;
  }
  return <SignedIn />;
}

function SignedIn() {
  const { path } = usePlace();
  useLiveQueries();
  useEffect(() => {
    if (path === '/sign-in') go('/', { replace: true });
  }, [path]);
  return (
    <Shell>
      <Suspense fallback={<Skeleton label="Loading the page" />}>{pageFor(path)}</Suspense>
    </Shell>
  );
}

function pageFor(path: string) {
  const workload = match('/workloads/:name', path);
  if (workload?.name) return <WorkloadPage key={workload.name} name={workload.name} />;
  const comparison = match('/compare/:name', path);
  if (comparison?.name) return <ComparisonPage key={comparison.name} name={comparison.name} />;
  const migration = match('/migrations/:name', path);
  if (migration?.name) return <MigrationPage key={migration.name} name={migration.name} />;
  const service = match('/services/:name', path);
  if (service?.name) return <ServicePage key={service.name} name={service.name} />;
  switch (path.replace(/(.)\/$/, '$1')) {
    case '/':
    case '/sign-in':
      return <OverviewPage />;
    case '/workloads':
      return <WorkloadsPage />;
    case '/artifacts':
      return <ArtifactsPage />;
    case '/migrate':
      return <MigratePage />;
    case '/migrations':
      return <MigrationsPage />;
    case '/images':
      return <ImagesPage />;
    case '/volumes':
      return <VolumesPage />;
    case '/networks':
      return <NetworksPage />;
    case '/compare':
      return <ComparePage />;
    case '/services':
      return <ServicesPage />;
    case '/secrets':
      return <SecretsPage />;
    case '/tokens':
      return <TokensPage />;
    case '/audit':
      return <AuditPage />;
    case '/reference':
      return <ReferencePage />;
    default:
      return <NotFoundPage path={path} />;
  }
}
