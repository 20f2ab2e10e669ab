import { useEffect, useRef, type ReactNode } from 'react';
import { useConnection } from '../api/connection';
import { useHost, useSession } from '../api/queries';
import { api } from '../api/client';
import { endSession } from '../api/session';
import { Button } from './Button';
import { clockTime } from './format';
import { Icon, type IconName } from './Icon';
import { Logo } from './Logo';
import { Link, usePlace } from './router';
import { ThemeButton } from './theme';
import { Toasts } from './toasts';

const PAGES: { to: string; label: string; icon: IconName }[] = [
  { to: '/', label: 'Overview', icon: 'overview' },
  { to: '/workloads', label: 'Workloads', icon: 'workloads' },
  { to: '/services', label: 'Services', icon: 'services' },
  { to: '/migrations', label: 'Migrate', icon: 'migrate' },
  { to: '/artifacts', label: 'Artifacts', icon: 'artifacts' },
  { to: '/images', label: 'Images', icon: 'images' },
  { to: '/volumes', label: 'Volumes', icon: 'volumes' },
  { to: '/networks', label: 'Networks', icon: 'networks' },
  { to: '/compare', label: 'Compare', icon: 'compare' },
  { to: '/secrets', label: 'Secrets', icon: 'secrets' },
  { to: '/tokens', label: 'Tokens', icon: 'tokens' },
  { to: '/audit', label: 'Audit', icon: 'audit' },
  { to: '/reference', label: 'API', icon: 'reference' },
];

export function Shell({ children }: { children: ReactNode }) {
  const { path } = usePlace();
  const main = useFocusOnNewPage(path);
  return (
    <div className="shell">
      <a className="skip" href="#main" onClick={() => main.current?.focus()}>
        To the content
      </a>
      <header className="bar">
        <Link to="/" className="brand" aria-label="Triptych, overview">
          <Logo />
          <span>Triptych</span>
        </Link>
        <HostName />
        <ConnectionState />
        <ThemeButton />
        <Account />
      </header>
      <nav className="nav" aria-label="Pages">
        {PAGES.map(({ to, label, icon }) => (
          <Link key={to} to={to} aria-current={isCurrent(to, path) ? 'page' : undefined}>
            <Icon name={icon} />
            <span>{label}</span>
          </Link>
        ))}
      </nav>
      <main id="main" ref={main} tabIndex={-1}>
        <LostConnection />
        {children}
      </main>
      <Toasts />
    </div>
  );
}

function isCurrent(to: string, path: string): boolean {
  if (to === '/migrations' && path === '/migrate') return true;
  return to === '/' ? path === '/' : path === to || path.startsWith(`${to}/`);
}

/** Takes the focus to the new page, so that a screen reader and the Tab key begin there. */
function useFocusOnNewPage(path: string) {
  const main = useRef<HTMLElement>(null);
  const shown = useRef(path);
  useEffect(() => {
    if (shown.current === path) return;
    shown.current = path;
    window.scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [path]);
  return main;
}

function HostName() {
  const host = useHost().data;
  return (
    <span className="host-name" title={host && `Triptych ${host.version}`}>
      {host?.name ?? ' '}
    </span>
  );
}

const CONNECTION = {
  live: { label: 'Live', title: 'What is shown is kept up to date as things happen.' },
  polling: {
    label: 'Polling',
    title: 'The event stream is not open; the service is asked every few seconds.',
  },
  lost: { label: 'Offline', title: 'The service does not answer. What is shown may be out of date.' },
};

function ConnectionState() {
  const { state } = useConnection();
  const { label, title } = CONNECTION[state];
  return (
    <span className={`connection ${state}`} role="status" title={title}>
      <span className="dot" aria-hidden="true" />
      {label}
    </span>
  );
}

function LostConnection() {
  const { state, lastAnswerAt } = useConnection();
  if (state !== 'lost') return null;
  return (
    <div className="lost-connection" role="alert">
      <Icon name="warning" />
      <p>
        <strong>The service does not answer.</strong>{' '}
        {lastAnswerAt === undefined
          ? 'It is asked again every few seconds.'
          : `What you see is from ${clockTime(lastAnswerAt)} and may be out of date. This page catches up by itself.`}
      </p>
    </div>
  );
}

function Account() {
  const session = useSession().data;
  const signOut = async () => {
    // The tab forgets its secret whatever the service answers: that alone ends what this browser can do.
    await api.DELETE('/session').catch(() => undefined);
    endSession('signed-out');
  };
  return (
    <span className="account">
      <span className="who">
        {session ? (
          <>
            <b>{session.subject}</b> <small>{session.role}</small>
          </>
        ) : (
          ' '
        )}
      </span>
      <Button
        icon="signOut"
        look="ghost"
        small
        aria-label="Sign out"
        title="Sign out"
        onClick={() => void signOut()}
      />
    </span>
  );
}
