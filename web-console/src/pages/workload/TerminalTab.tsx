import { useRef, useState } from 'react';
import type { Workload } from '../../api/schema';
import { Screen, type ScreenControl } from '../../terminal/Screen';
import { words } from '../../terminal/protocol';
import { Button } from '../../ui/Button';
import { Foreign } from '../../ui/Foreign';
import { Panel } from '../../ui/Page';
import { toast } from '../../ui/toasts';
import { useRefusal } from '../../ui/useRole';
import { blockedBy } from '../../ui/WorkloadActions';

type Shown = { number: number; command: string[] };

/** A further command inside of what runs, in a terminal. Leaving the page ends it. */
export default function TerminalTab({ workload }: { workload: Workload }) {
  const refusal = useRefusal('operator');
  const blocked = refusal ?? blockedBy(workload.status.availableActions, 'exec');
  const [line, setLine] = useState('/bin/sh');
  const [shown, setShown] = useState<Shown>();
  const [state, setState] = useState<'connecting' | 'open' | 'over'>('over');
  const [why, setWhy] = useState<string>();
  const screen = useRef<ScreenControl>(null);

  const open = () => {
    const command = words(line);
    if (command.length === 0) return;
    setWhy(undefined);
    setState('connecting');
    setShown(before => ({ number: (before?.number ?? 0) + 1, command }));
  };
  const over = (reason: string) => {
    setState('over');
    setWhy(reason);
  };
  const copy = () => {
    const text = screen.current?.selection() ?? '';
    if (text === '') return toast.done('Nothing is selected in the terminal.');
    navigator.clipboard.writeText(text).then(
      () => toast.done('Copied.'),
      (error: unknown) => toast.failed('Copy', error),
    );
  };

  const status =
    state === 'connecting'
      ? 'Connecting…'
      : state === 'open'
        ? 'Connected'
        : shown
          ? 'Over'
          : 'Not connected';
  return (
    <Panel title="Terminal" className="terminal-panel">
      <form
        className="terminal-bar"
        onSubmit={event => {
          event.preventDefault();
          open();
        }}
      >
        <label>
          Command
          <input
            value={line}
            spellCheck={false}
            autoComplete="off"
            onChange={event => setLine(event.target.value)}
          />
        </label>
        <Button
          type="submit"
          icon="play"
          look="primary"
          data-after-terminal
          blocked={blocked ?? (state === 'over' ? undefined : 'a terminal is open')}
        >
          {shown ? 'Open again' : 'Open'}
        </Button>
        <Button
          icon="stop"
          blocked={state === 'over' ? 'no terminal is open' : undefined}
          onClick={() => {
            setShown(undefined);
            over('You closed it, and the command was ended.');
          }}
        >
          Close
        </Button>
        <Button icon="copy" blocked={shown ? undefined : 'there is nothing to copy'} onClick={copy}>
          Copy
        </Button>
        <span className="muted" role="status">
          {status}
          {why !== undefined && (
            <>
              {' · '}
              <Foreign text={why} />
            </>
          )}
        </span>
      </form>
      {blocked !== undefined && !shown && <p className="muted">No terminal can be opened: {blocked}.</p>}
      {shown && (
        <Screen
          key={shown.number}
          name={workload.name}
          subject={shown.command}
          control={screen}
          onOpen={() => setState('open')}
          onEnd={over}
        />
      )}
      <p className="caption">
        A command of its own beside the workload’s program. It ends when you close it, leave this page or lose
        the connection. Shift+F6 leaves the terminal, Ctrl+Shift+C copies what is selected. The audit has the
        command.
      </p>
    </Panel>
  );
}
