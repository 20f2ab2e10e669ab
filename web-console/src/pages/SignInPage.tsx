import { useEffect, useRef, useState, type FormEvent } from 'react';
import { api, expect } from '../api/client';
import { openSession, sessionEnd } from '../api/session';
import { Button } from '../ui/Button';
import { Logo } from '../ui/Logo';
import { ErrorNote } from '../ui/notices';
import { ThemeButton } from '../ui/theme';
import { useTitle } from '../ui/useTitle';

/** Exchanges a token, or the code of a sign-in link, for a session. Only this page ever holds either of them. */
export function SignInPage({ code, onDone }: { code: string | undefined; onDone: () => void }) {
  const [busy, setBusy] = useState(code !== undefined);
  const [error, setError] = useState<unknown>();
  const [token, setToken] = useState('');
  const spent = useRef<string>(undefined);
  useTitle('Sign in');

  const exchange = async (body: { token: string } | { code: string }) => {
    setBusy(true);
    setError(undefined);
    try {
      const opened = await expect(api.POST('/session', { body }));
      openSession(opened.sessionSecret);
      onDone();
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };
  useEffect(() => {
    // A code is good for one call, and React may run an effect twice.
    if (code === undefined || spent.current === code) return;
    spent.current = code;
    void exchange({ code });
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void exchange({ token: token.trim() });
  };

  return (
    <main className="sign-in">
      <div className="sign-in-card">
        <div className="sign-in-brand">
          <Logo size={44} />
          <h1>Triptych</h1>
        </div>
        <p className="muted">Virtual machines, containers and WebAssembly modules on one host.</p>
        {sessionEnd() === 'expired' && error === undefined && !busy && (
          <p className="notice quiet" role="status">
            Your session has ended. Sign in again to go on where you were.
          </p>
        )}
        {error !== undefined && <ErrorNote error={error} />}
        <form onSubmit={submit}>
          <label htmlFor="token">Token</label>
          <input
            id="token"
            name="token"
            type="password"
            autoComplete="off"
            spellCheck={false}
            autoFocus
            placeholder="trp_…"
            maxLength={200}
            value={token}
            onChange={event => setToken(event.target.value)}
          />
          <Button
            type="submit"
            look="primary"
            blocked={
              busy ? 'you are being signed in' : token.trim() === '' ? 'enter a token first' : undefined
            }
          >
            {busy ? 'Signing in…' : 'Sign in'}
          </Button>
        </form>
        <p className="hint">
          <code>./triptych token</code> prints the token. The link that <code>./triptych up</code> prints
          signs you in by itself.
        </p>
        <ThemeButton />
      </div>
    </main>
  );
}
