import { FitAddon } from '@xterm/addon-fit';
import { Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import { useEffect, useImperativeHandle, useRef, type Ref } from 'react';
import { connect, type Access } from './connect';
import type { Subject } from './protocol';
import { withStrictStyles } from './strictStyles';

export type ScreenControl = { selection: () => string; focus: () => void; takeOver: () => void };

type ScreenProps = {
  name: string;
  subject: Subject;
  control: Ref<ScreenControl>;
  onOpen: () => void;
  onAccess?: (access: Access) => void;
  onEnd: (why: string, lost: boolean) => void;
};

/** One command or console in its terminal, from its beginning to its end. What was shown stays when it has ended. */
export function Screen({ name, subject, control, onOpen, onAccess, onEnd }: ScreenProps) {
  const place = useRef<HTMLDivElement>(null);
  const shown = useRef<Terminal>(undefined);
  const connected = useRef<() => void>(undefined);
  const told = useRef({ onOpen, onAccess, onEnd });
  told.current = { onOpen, onAccess, onEnd };
  useImperativeHandle(control, () => ({
    selection: () => shown.current?.getSelection() ?? '',
    focus: () => shown.current?.focus(),
    takeOver: () => connected.current?.(),
  }));

  useEffect(() => {
    if (!place.current) return;
    const terminal = new Terminal({
      fontFamily: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
      fontSize: 13,
      scrollback: 5000,
      theme: {
        background: '#11151c',
        foreground: '#e6e9ef',
        cursor: '#e6e9ef',
        selectionBackground: '#3a5a8c',
      },
    });
    const fit = new FitAddon();
    terminal.loadAddon(fit);
    withStrictStyles(() => terminal.open(place.current as HTMLElement));
    fit.fit();
    shown.current = terminal;
    const size = () => ({ columns: terminal.cols, rows: terminal.rows });
    const connection = connect(name, subject, size(), {
      onOpen: () => {
        told.current.onOpen();
        terminal.focus();
      },
      onOutput: bytes => terminal.write(bytes),
      onAccess: access => told.current.onAccess?.(access),
      onEnd: (why, lost) => {
        terminal.options.cursorBlink = false;
        terminal.options.disableStdin = true;
        told.current.onEnd(why, lost);
      },
    });
    connected.current = connection.takeOver;
    const encoder = new TextEncoder();
    terminal.onData(text => connection.type(encoder.encode(text)));
    terminal.onBinary(text => connection.type(Uint8Array.from(text, letter => letter.charCodeAt(0))));
    terminal.onResize(() => connection.resize(size()));
    terminal.attachCustomKeyEventHandler(event => leavesOrCopies(event, terminal));
    const watch = new ResizeObserver(() => fit.fit());
    watch.observe(place.current);
    return () => {
      watch.disconnect();
      connection.close();
      terminal.dispose();
      shown.current = undefined;
    };
  }, [name, subject]);

  return <div className="terminal-screen" ref={place} />;
}

/** Every key belongs to the command but two: one to leave with, or nobody could by keyboard, and one that copies. */
function leavesOrCopies(event: KeyboardEvent, terminal: Terminal): boolean {
  if (event.type !== 'keydown') return true;
  if (event.key === 'F6' && event.shiftKey) {
    terminal.blur();
    document.querySelector<HTMLElement>('[data-after-terminal]')?.focus();
    return false;
  }
  if (event.ctrlKey && event.shiftKey && event.key.toLowerCase() === 'c' && terminal.hasSelection()) {
    event.preventDefault();
    void navigator.clipboard.writeText(terminal.getSelection());
    return false;
  }
  return true;
}
