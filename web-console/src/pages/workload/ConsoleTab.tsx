import { useEffect, useRef, useState } from 'react';
import type { Workload } from '../../api/schema';
import type { Access } from '../../terminal/connect';
import { Screen, type ScreenControl } from '../../terminal/Screen';
import { Button } from '../../ui/Button';
import { Foreign } from '../../ui/Foreign';
import { Panel } from '../../ui/Page';
import { useRefusal } from '../../ui/useRole';
import { blockedBy } from '../../ui/WorkloadActions';

const AGAIN_AFTER_MS = 1500;

/** The machine's serial console. It goes on without this page, and is connected again when the connection was lost. */
export default function ConsoleTab({ workload }: { workload: Workload }) {
  const refusal = useRefusal('operator');
  const blocked = refusal ?? blockedBy(workload.status.availableActions, 'console');
  const [attempt, setAttempt] = useState(0);
  const [state, setState] = useState<'closed' | 'connecting' | 'open' | 'lost'>('closed');
  const [why, setWhy] = useState<string>();
  const [access, setAccess] = useState<Access>();
  const screen = useRef<ScreenControl>(null);

  const open = () => {
    setWhy(undefined);
    setState('connecting');
    setAttempt(before => before + 1);
  };
  useEffect(() => {
    if (state !== 'lost') return;
    const again = setTimeout(() => {
      setState('connecting');
      setAttempt(before => before + 1);
    }, AGAIN_AFTER_MS);
    return () => clearTimeout(again);
  }, [state]);

  const active = state !== 'closed';
  const words = {
    closed: 'Not connected',
    connecting: 'Connecting…',
    open: 'Connected',
    lost: 'Connecting again…',
  };
  return (
    <Panel title="Console" className="terminal-panel">
      <div className="terminal-bar">
        <Button
          icon="play"
          look="primary"
          data-after-terminal
          onClick={open}
          blocked={blocked ?? (active ? 'it is open' : undefined)}
        >
          Open
        </Button>
        <Button
          icon="stop"
          blocked={active ? undefined : 'it is not open'}
          onClick={() => {
            setState('closed');
            setAttempt(0);
            setAccess(undefined);
          }}
        >
          Close
        </Button>
        {state === 'open' && access && !access.mayWrite && (
          <Button onClick={() => screen.current?.takeOver()}>Take over writing</Button>
        )}
        <span className="muted" role="status">
          {words[state]}
          {state === 'open' && access && (
            <>
              {' · '}
              {access.mayWrite ? (
                'You may write'
              ) : (
                <>
                  <Foreign text={access.writer ?? ''} /> writes, you watch
                </>
              )}
            </>
          )}
          {state !== 'open' && why !== undefined && (
            <>
              {' · '}
              <Foreign text={why} />
            </>
          )}
        </span>
      </div>
      {blocked !== undefined && attempt === 0 && (
        <p className="muted">The console cannot be opened: {blocked}.</p>
      )}
      {attempt > 0 && (
        <Screen
          key={attempt}
          name={workload.name}
          subject="console"
          control={screen}
          onOpen={() => setState('open')}
          onAccess={setAccess}
          onEnd={(reason, lost) => {
            setAccess(undefined);
            setWhy(reason);
            setState(lost ? 'lost' : 'closed');
          }}
        />
      )}
      <p className="caption">
        The machine’s first serial port, with the end of what it wrote before. Many may watch; the first who
        types writes, until somebody takes over. Closing it harms nothing. Shift+F6 leaves it, Ctrl+Shift+C
        copies what is selected. The audit has who opened it.
      </p>
    </Panel>
  );
}
