import { useState } from 'react';
import { wholeOutput, type LogStatus } from '../../api/logStream';
import { messageOf } from '../../api/problem';
import type { LogStreamName, Workload } from '../../api/schema';
import { KEPT_LINES } from '../../logs/LogBook';
import { LogSearch, useSearch, type Search } from '../../logs/LogSearch';
import { LogView } from '../../logs/LogView';
import { useLogs, type Logs } from '../../logs/useLogs';
import { Button } from '../../ui/Button';
import { count } from '../../ui/format';
import { Empty, ErrorNote, Skeleton } from '../../ui/notices';
import { go, usePlace, withQuery } from '../../ui/router';
import { saveFile } from '../../ui/saveFile';
import { toast } from '../../ui/toasts';

/** What is read at first, and what the service sends at most: as many lines as the page keeps. */
const TAIL = 10_000;
const WHOLE_TAIL = KEPT_LINES;
const STREAMS: { value: LogStreamName; label: string; vmOnly?: boolean }[] = [
  { value: 'stdout', label: 'Output only' },
  { value: 'stderr', label: 'Errors only' },
  { value: 'console', label: 'Kernel and firmware', vmOnly: true },
];

export function LogsTab({ workload }: { workload: Workload }) {
  const place = usePlace();
  const newest = workload.status.currentRun?.number;
  const run = positive(place.query.get('run')) ?? newest;
  const stream = STREAMS.find(each => each.value === place.query.get('stream'))?.value;
  if (run === undefined || newest === undefined) {
    return (
      <Empty icon="play" title="It has not run yet">
        <p>Its output appears here as soon as it runs.</p>
      </Empty>
    );
  }
  // A new run, workload or stream is a new view: it begins empty and at its end.
  const tail = place.query.has('whole') ? WHOLE_TAIL : TAIL;
  const key = `${run} ${stream} ${tail}`;
  return <RunLogs key={key} workload={workload} run={run} newest={newest} stream={stream} tail={tail} />;
}

function positive(text: string | null): number | undefined {
  const value = Number(text);
  return Number.isInteger(value) && value > 0 ? value : undefined;
}

type RunLogsProps = {
  workload: Workload;
  run: number;
  newest: number;
  stream: LogStreamName | undefined;
  tail: number;
};

function RunLogs({ workload, run, newest, stream, tail }: RunLogsProps) {
  const place = usePlace();
  const logs = useLogs({ workload: workload.name, run, stream, tail });
  const [following, setFollowing] = useState(true);
  const [paused, setPaused] = useState<Logs>();
  const [times, setTimes] = useState(false);
  const shown = paused ?? logs;
  const search = useSearch(shown.lines, shown.total + shown.dropped, () => setFollowing(false));

  const togglePause = () => {
    setPaused(paused ? undefined : { ...logs, lines: [...logs.lines] });
    if (paused) setFollowing(true);
  };
  const download = async () => {
    try {
      const name = `${workload.name}-run-${run}${stream ? `-${stream}` : ''}.log`;
      saveFile(await wholeOutput({ workload: workload.name, run, stream }), name);
    } catch (error) {
      toast.failed('Download the output', error);
    }
  };

  return (
    <section className="panel logs" aria-label="Logs">
      <div className="toolbar">
        <label className="select">
          <span className="sr-only">Run</span>
          <select
            value={run}
            onChange={event => go(withQuery(place, { run: event.target.value }), { replace: true })}
          >
            {Array.from({ length: Math.min(newest, 50) }, (_, i) => newest - i).map(number => (
              <option key={number} value={number}>
                Run {number}
              </option>
            ))}
          </select>
        </label>
        <label className="select">
          <span className="sr-only">Stream</span>
          <select
            value={stream ?? ''}
            onChange={event => go(withQuery(place, { stream: event.target.value }), { replace: true })}
          >
            <option value="">Output and errors</option>
            {STREAMS.filter(each => !each.vmOnly || workload.kind === 'vm').map(each => (
              <option key={each.value} value={each.value}>
                {each.label}
              </option>
            ))}
          </select>
        </label>
        <Button
          small
          icon={paused ? 'play' : 'pause'}
          aria-pressed={paused !== undefined}
          onClick={togglePause}
        >
          {paused ? 'Go on' : 'Hold'}
        </Button>
        <Button
          small
          icon="follow"
          aria-pressed={following && !paused}
          onClick={() => setFollowing(!following)}
        >
          Follow
        </Button>
        <Button small icon="clock" aria-pressed={times} onClick={() => setTimes(!times)}>
          Times
        </Button>
        <Button small icon="download" onClick={() => void download()}>
          Download
        </Button>
        <LogSearch search={search} />
        {tail < WHOLE_TAIL && logs.total + logs.dropped >= tail && (
          <Button small onClick={() => go(withQuery(place, { whole: 'yes' }), { replace: true })}>
            Earlier lines
          </Button>
        )}
        <Status status={logs.status} shown={shown} waiting={paused ? logs.total - paused.total : 0} />
      </div>
      <Lines
        logs={shown}
        following={following && !paused}
        times={times}
        search={search}
        onFollowing={setFollowing}
      />
    </section>
  );
}

function Lines(props: {
  logs: Logs;
  following: boolean;
  times: boolean;
  search: Search;
  onFollowing: (on: boolean) => void;
}) {
  const { logs, search, ...rest } = props;
  if (logs.status.state === 'refused') return <ErrorNote error={logs.status.problem} />;
  if (logs.total === 0 && logs.status.state === 'loading')
    return <Skeleton label="Loading the output" rows={12} />;
  if (logs.total === 0) {
    return (
      <div className="log empty-log">
        <p>{logs.status.state === 'ended' ? 'It wrote nothing.' : 'Nothing so far.'}</p>
      </div>
    );
  }
  return <LogView label="Output" lines={logs.lines} marked={search} {...rest} />;
}

function Status({ status, shown, waiting }: { status: LogStatus; shown: Logs; waiting: number }) {
  return (
    <span className="shown muted num" role="status">
      {waiting > 0 && <b>{count(waiting, 'new line')} · </b>}
      {shown.dropped > 0 && `first ${shown.dropped.toLocaleString('en')} lines let go · `}
      {count(shown.total, 'line')} · {said(status)}
    </span>
  );
}

function said(status: LogStatus): string {
  switch (status.state) {
    case 'loading':
      return 'loading';
    case 'following':
      return 'following';
    case 'ended':
      return 'the run has ended';
    case 'waiting':
      return `connecting again (${messageOf(status.message)})`;
    case 'refused':
      return 'not available';
  }
}
