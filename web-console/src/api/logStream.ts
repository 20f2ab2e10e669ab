import { backoff, pause } from './backoff';
import { api } from './client';
import { ndjson } from './ndjson';
import { ApiProblem, messageOf, problemOf } from './problem';
import type { LogRecord, LogStreamName } from './schema';

export type LogRequest = {
  workload: string;
  run: number | undefined;
  stream: LogStreamName | undefined;
  tail: number;
};
export type LogStatus =
  | { state: 'loading' | 'following' | 'ended' }
  | { state: 'waiting'; message: string }
  | { state: 'refused'; problem: ApiProblem };

/**
 * Reads a run's output and goes on with what comes until the run has ended. A lost connection is taken up again after
 * the last record that was seen, so nothing is shown twice and nothing is left out.
 */
export async function followLogs(
  request: LogRequest,
  onRecord: (record: LogRecord) => void,
  onStatus: (status: LogStatus) => void,
  signal: AbortSignal,
): Promise<void> {
  let cursor: string | undefined;
  let attempt = 0;
  onStatus({ state: 'loading' });
  while (!signal.aborted) {
    try {
      for await (const record of records(request, cursor, signal, () => onStatus({ state: 'following' }))) {
        attempt = 0;
        cursor = record.cursor;
        onRecord(record);
        if (record.type === 'end') return onStatus({ state: 'ended' });
      }
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof ApiProblem && error.status < 500 && error.status !== 429) {
        return onStatus({ state: 'refused', problem: error });
      }
      onStatus({ state: 'waiting', message: messageOf(error) });
    }
    await pause(backoff(attempt++), signal);
  }
}

async function* records(
  { workload, run, stream, tail }: LogRequest,
  cursor: string | undefined,
  signal: AbortSignal,
  onOpen: () => void,
): AsyncGenerator<LogRecord> {
  const { data, error, response } = await api.GET('/workloads/{name}/logs', {
    params: {
      path: { name: workload },
      query: { run, stream, follow: true, ...(cursor === undefined ? { tail } : { cursor }) },
    },
    headers: { Accept: 'application/x-ndjson' },
    parseAs: 'stream',
    signal,
  });
  if (!response.ok || !data) throw problemOf(response.status, error);
  onOpen();
  yield* ndjson<LogRecord>(data as unknown as ReadableStream<Uint8Array>);
}

/** The bytes as the program wrote them. */
export async function wholeOutput(request: Omit<LogRequest, 'tail'>): Promise<Blob> {
  const { data, error, response } = await api.GET('/workloads/{name}/logs', {
    params: { path: { name: request.workload }, query: { run: request.run, stream: request.stream } },
    headers: { Accept: 'text/plain' },
    parseAs: 'blob',
  });
  if (!response.ok || !data) throw problemOf(response.status, error);
  return data as unknown as Blob;
}
