import { useEffect, useState } from 'react';
import { followLogs, type LogRequest, type LogStatus } from '../api/logStream';
import { LogBook, type LogLine } from './LogBook';

const PAINT_MS = 100;

export type Logs = { lines: readonly LogLine[]; total: number; dropped: number; status: LogStatus };

/** A run's output as lines, painted a few times a second however fast it comes. */
export function useLogs({ workload, run, stream, tail }: LogRequest): Logs {
  const [logs, setLogs] = useState<Logs>(EMPTY);
  useEffect(() => {
    const controller = new AbortController();
    const book = new LogBook();
    let status: LogStatus = EMPTY.status;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const paint = () => {
      timer = undefined;
      if (controller.signal.aborted) return;
      setLogs({ lines: book.lines, total: book.lines.length, dropped: book.dropped, status });
    };
    const soon = () => (timer ??= setTimeout(paint, PAINT_MS));
    setLogs(EMPTY);
    void followLogs(
      { workload, run, stream, tail },
      record => {
        book.add(record);
        soon();
      },
      now => {
        status = now;
        soon();
      },
      controller.signal,
    );
    return () => {
      controller.abort();
      clearTimeout(timer);
    };
  }, [workload, run, stream, tail]);
  return logs;
}

const EMPTY: Logs = { lines: [], total: 0, dropped: 0, status: { state: 'loading' } };
