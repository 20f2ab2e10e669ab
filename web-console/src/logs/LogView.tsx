import { memo, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { clockTime } from '../ui/format';
import { spans } from './ansi';
import type { LogLine } from './LogBook';

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
};

/** Shows only the lines that can be seen, so a hundred thousand cost no more than fifty. */
export function LogView({ lines, following, times, onFollowing, label }: LogViewProps) {
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
            <Row key={line.key} line={line} times={times} />
          ))}
        </div>
      </div>
    </div>
  );
}

const Row = memo(function Row({ line, times }: { line: LogLine; times: boolean }) {
  if (line.type === 'gap') {
    return (
      <div className="log-line gap">
        {times && <span className="log-time">{clockTime(line.at, true)}</span>}
        <span>— {line.text} —</span>
      </div>
    );
  }
  const cut = line.text.length - SHOWN_CHARACTERS;
  return (
    <div className={`log-line ${line.stream}`}>
      {times && <span className="log-time">{clockTime(line.at, true)}</span>}
      <span className="log-stream" title={line.stream}>
        {line.stream === 'stdout' ? 'out' : line.stream === 'stderr' ? 'err' : 'con'}
      </span>
      <span className="log-text">
        {spans(cut > 0 ? line.text.slice(0, SHOWN_CHARACTERS) : line.text).map((span, i) => (
          <span key={i} className={span.classes || undefined}>
            {span.text}
          </span>
        ))}
        {cut > 0 && (
          <i className="muted"> … {cut.toLocaleString('en')} more characters, all in the download</i>
        )}
      </span>
    </div>
  );
});
