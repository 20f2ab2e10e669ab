import { useEffect, useRef, useState } from 'react';
import type { Workload } from '../../api/schema';
import { DisplayScreen, type DisplayControl } from '../../display/DisplayScreen';
import { Button } from '../../ui/Button';
import { Foreign } from '../../ui/Foreign';
import { Panel } from '../../ui/Page';
import { useRefusal } from '../../ui/useRole';
import { blockedBy } from '../../ui/WorkloadActions';

const AGAIN_AFTER_MS = 1500;
const WORDS = {
  closed: 'Not connected',
  connecting: 'Connecting…',
  open: 'Connected',
  lost: 'Connecting again…',
};

/** The machine's screen, keyboard and pointer. It goes on without this page, and is connected again when the connection was lost. */
export default function DisplayTab({ workload }: { workload: Workload }) {
  const refusal = useRefusal('operator');
  const blocked = refusal ?? blockedBy(workload.status.availableActions, 'display');
  const [attempt, setAttempt] = useState(0);
  const [state, setState] = useState<keyof typeof WORDS>('closed');
  const [why, setWhy] = useState<string>();
  const screen = useRef<DisplayControl>(null);

  const connect = () => {
    setState('connecting');
    setAttempt(before => before + 1);
  };
  useEffect(() => {
    if (state !== 'lost') return;
    const again = setTimeout(connect, AGAIN_AFTER_MS);
    return () => clearTimeout(again);
  }, [state]);

  const active = state !== 'closed';
  const notOpen = state === 'open' ? undefined : 'it is not open';
  return (
    <Panel title="Display" className="terminal-panel">
      <div className="terminal-bar">
        <Button
          icon="play"
          look="primary"
          data-after-terminal
          onClick={() => {
            setWhy(undefined);
            connect();
          }}
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
          }}
        >
          Close
        </Button>
        <Button blocked={notOpen} onClick={() => screen.current?.focus()}>
          Type into it
        </Button>
        <Button
          blocked={notOpen}
          onClick={() => {
            screen.current?.ctrlAltDel();
            screen.current?.focus();
          }}
        >
          Send Ctrl+Alt+Del
        </Button>
        <span className="muted" role="status">
          {WORDS[state]}
          {state !== 'open' && why !== undefined && (
            <>
              {' · '}
              <Foreign text={why} />
            </>
          )}
        </span>
      </div>
      {blocked !== undefined && attempt === 0 && (
        <p className="muted">The display cannot be opened: {blocked}.</p>
      )}
      {attempt > 0 && active && (
        <DisplayScreen
          key={attempt}
          name={workload.name}
          control={screen}
          onOpen={() => {
            setWhy(undefined);
            setState('open');
          }}
          onEnd={(reason, lost) => {
            setWhy(reason);
            setState(lost ? 'lost' : 'closed');
          }}
        />
      )}
      <p className="caption">
        The machine’s screen, keyboard and pointer. All who have it open see and use the same. Every key goes
        to the machine, but Shift+F6 leaves it. Closing it harms nothing. The audit has who opened it.
      </p>
    </Panel>
  );
}
