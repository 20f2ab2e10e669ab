import RFB from '@novnc/novnc';
import { useEffect, useImperativeHandle, useRef, type Ref } from 'react';
import { connect, type Connection } from '../terminal/connect';
import { lineOf } from './channel';

export type DisplayControl = { focus: () => void; ctrlAltDel: () => void };

type DisplayScreenProps = {
  name: string;
  control: Ref<DisplayControl>;
  onOpen: () => void;
  onEnd: (why: string, lost: boolean) => void;
};

const NO_SIZE = { columns: 80, rows: 24 };

/** One connection to a machine's display. What it sends is drawn by noVNC, and reaches nothing else of the page. */
export function DisplayScreen({ name, control, onOpen, onEnd }: DisplayScreenProps) {
  const place = useRef<HTMLDivElement>(null);
  const shown = useRef<RFB>(undefined);
  const told = useRef({ onOpen, onEnd });
  told.current = { onOpen, onEnd };
  useImperativeHandle(control, () => ({
    focus: () => shown.current?.focus(),
    ctrlAltDel: () => shown.current?.sendCtrlAltDel(),
  }));

  useEffect(() => {
    if (!place.current) return;
    let closed = false;
    const end = (why: string, lost: boolean) => {
      if (closed) return;
      closed = true;
      rfb.disconnect();
      told.current.onEnd(why, lost);
    };
    const line = lineOf((): Connection => connection, end);
    const rfb = new RFB(place.current, line.channel, { shared: true });
    rfb.scaleViewport = true;
    rfb.background = '#11151c';
    rfb.addEventListener('connect', () => {
      told.current.onOpen();
      rfb.focus();
    });
    rfb.addEventListener('disconnect', () =>
      end('The machine’s display sent what is not understood.', false),
    );
    rfb.addEventListener('credentialsrequired', () =>
      end('The machine’s display asks for a password.', false),
    );
    const connection = connect(name, 'display', NO_SIZE, line.heard);
    shown.current = rfb;
    const leave = (event: KeyboardEvent) => {
      if (event.key !== 'F6' || !event.shiftKey) return;
      event.preventDefault();
      event.stopPropagation();
      rfb.blur();
      document.querySelector<HTMLElement>('[data-after-terminal]')?.focus();
    };
    const around = place.current;
    around.addEventListener('keydown', leave, true);
    return () => {
      around.removeEventListener('keydown', leave, true);
      shown.current = undefined;
      if (!closed) {
        closed = true;
        rfb.disconnect();
      }
    };
  }, [name]);

  return <div className="terminal-screen display-screen" ref={place} />;
}
