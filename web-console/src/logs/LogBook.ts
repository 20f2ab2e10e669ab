import type { LogRecord, LogStreamName } from '../api/schema';
import { decodeBytes } from './decode';

export type LogLine =
  | { type: 'text'; key: number; stream: LogStreamName; at: string; text: string }
  | { type: 'gap'; key: number; at: string; text: string };

/** How many lines are kept; older ones are let go, and the view says so. Everything is in the download. */
export const KEPT_LINES = 100_000;

/**
 * Makes lines of records. A record holds bytes as they came, so a line may be spread over several, and two streams may
 * come in turns; each stream's unfinished line stays the last of its kind until its end comes.
 */
export class LogBook {
  readonly lines: LogLine[] = [];
  dropped = 0;
  private readonly open = new Map<LogStreamName, number>();
  private nextKey = 0;

  add(record: LogRecord): void {
    if (record.type === 'gap') this.gap(record);
    if (record.type === 'output') this.output(record);
    this.trim();
  }

  private gap(record: LogRecord): void {
    const size =
      record.missingBytes === undefined ? '' : `${record.missingBytes.toLocaleString('en')} bytes `;
    const text = `${size}missing here${record.reason ? `: ${record.reason}` : ''}`;
    this.open.clear();
    this.lines.push({ type: 'gap', key: this.nextKey++, at: record.at, text });
  }

  private output(record: LogRecord): void {
    const stream = record.stream ?? 'stdout';
    const content = record.encoding === 'base64' ? decodeBytes(record.content ?? '') : (record.content ?? '');
    const parts = content.split('\n');
    const last = parts.pop() ?? '';
    for (const part of parts) {
      this.append(stream, record.at, part.replace(/\r$/, ''));
      this.open.delete(stream);
    }
    if (last !== '') this.append(stream, record.at, last);
  }

  private append(stream: LogStreamName, at: string, text: string): void {
    const key = this.open.get(stream);
    const index = key === undefined ? -1 : key - (this.lines[0]?.key ?? 0);
    const line = this.lines[index];
    if (line?.type === 'text') {
      this.lines[index] = { ...line, text: line.text + text };
      return;
    }
    this.open.set(stream, this.nextKey);
    this.lines.push({ type: 'text', key: this.nextKey++, stream, at, text });
  }

  private trim(): void {
    if (this.lines.length <= KEPT_LINES * 1.1) return;
    const surplus = this.lines.length - KEPT_LINES;
    this.lines.splice(0, surplus);
    this.dropped += surplus;
  }
}
