import { memo, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { clockTime } from '../ui/format';
import { spans } from './ansi';
import type { LogLine } from './LogBook';
import { cutAt } from './search';

const ROW = 20;
const MARGIN_ROWS = 20;
/** A longer line is cut on the screen, so that one line cannot stop the page. */
const SHOWN_CHARACTERS = 4000;

type LogViewProps = {
  lines: readonly LogLine[];
  following: boolean;
  times: boolean;
  onFollowing: (following: boolean) => void;
  label: string;
  /** What is marked, and the key of the line that is to be seen. */
  marked?: { text: string; current: number | undefined };
};

/** Shows only the lines that can be seen, so a hundred thousand cost no more than fifty. */
export function LogView({ lines, following, times, onFollowing, label, marked }: LogViewProps) {
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 600 });
  const first = Math.max(0, Math.floor(view.top / ROW) - MARGIN_ROWS);
  const last = Math.min(lines.length, Math.ceil((view.top + view.height) / ROW) + MARGIN_ROWS);

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = () => setView({ top: element.scrollTop, height: element.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element || !following) return;
    element.scrollTop = element.scrollHeight;
  }, [following, lines, lines.length]);

  const current = marked?.current;
  useLayoutEffect(() => {
    const element = box.current;
    if (!element || current === undefined) return;
    const index = current - (lines[0]?.key ?? 0);
    element.scrollTop = Math.max(0, index * ROW - element.clientHeight / 2);
    // Only another match moves the view, not what comes meanwhile.
  }, [current]);

  const onScroll = () => {
    const element = box.current;
    if (!element) return;
    setView({ top: element.scrollTop, height: element.clientHeight });
    const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < ROW * 1.5;
    if (atEnd !== following && !atEnd) onFollowing(false);
  };

  return (
    <div
      ref={box}
      className="log"
      role="log"
      aria-label={label}
      aria-live="off"
      tabIndex={0}
      onScroll={onScroll}
    >
      <div className="log-space" style={{ height: `${lines.length * ROW}px` }}>
        <div className="log-rows" style={{ transform: `translateY(${first * ROW}px)` }}>
          {lines.slice(first, last).map(line => (
            <Row
              key={line.key}
              line={line}
              times={times}
              marked={marked?.text ?? ''}
              current={line.key === current}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

type RowProps = { line: LogLine; times: boolean; marked: string; current: boolean };

const Row = memo(function Row({ line, times, marked, current }: RowProps) {
  const look = `log-line ${line.type === 'gap' ? 'gap' : line.stream}${current ? ' current' : ''}`;
  if (line.type === 'gap') {
    return (
      <div className={look}>
        {times && <span className="log-time">{clockTime(line.at, true)}</span>}
        <span>
          — <Marked text={line.text} marked={marked} /> —
        </span>
      </div>
    );
  }
  const cut = line.text.length - SHOWN_CHARACTERS;
  return (
    <div className={look} aria-current={current || undefined}>
      {times && <span className="log-time">{clockTime(line.at, true)}</span>}
      <span className="log-stream" title={line.stream}>
        {line.stream === 'stdout' ? 'out' : line.stream === 'stderr' ? 'err' : 'con'}
      </span>
      <span className="log-text">
        {spans(cut > 0 ? line.text.slice(0, SHOWN_CHARACTERS) : line.text).map((span, i) => (
          <span key={i} className={span.classes || undefined}>
            <Marked text={span.text} marked={marked} />
          </span>
        ))}
        {cut > 0 && (
          <i className="muted"> … {cut.toLocaleString('en')} more characters, all in the download</i>
        )}
      </span>
    </div>
  );
});

function Marked({ text, marked }: { text: string; marked: string }) {
  const parts = cutAt(text, marked);
  if (parts.length === 1) return text;
  return parts.map((part, i) => (i % 2 === 0 ? part : <mark key={i}>{part}</mark>));
}
