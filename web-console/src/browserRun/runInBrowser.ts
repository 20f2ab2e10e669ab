import type { Message, Order, Timing } from './messages';

export type BrowserAnswer = {
  stdout: Uint8Array<ArrayBuffer>;
  stderr: Uint8Array<ArrayBuffer>;
  /** Absent when it did not end by itself; `failure` then says why. */
  exitCode: number | undefined;
  failure: string | undefined;
  memoryBytes: number | undefined;
  timing: Timing;
};

/**
 * Runs a module in a worker of its own, which is ended afterwards in any case: a guest that does not come to its end is
 * ended at the deadline with what it has written until then.
 */
export function runInBrowser(order: Order, deadlineMs: number): Promise<BrowserAnswer> {
  const worker = new Worker(new URL('./runner.worker.ts', import.meta.url), {
    type: 'module',
    name: 'wasm-guest',
  });
  const written = { stdout: [] as Uint8Array[], stderr: [] as Uint8Array[] };
  return new Promise<BrowserAnswer>((resolve, reject) => {
    const end = (rest: Omit<BrowserAnswer, 'stdout' | 'stderr'>) =>
      resolve({ stdout: joined(written.stdout), stderr: joined(written.stderr), ...rest });
    const timer = setTimeout(
      () =>
        end({
          exitCode: undefined,
          failure: `It had not come to its end after ${deadlineMs / 1000} s and was ended.`,
          memoryBytes: undefined,
          timing: {},
        }),
      deadlineMs,
    );
    worker.onmessage = ({ data }: MessageEvent<Message>) => {
      if (data.type === 'output') {
        written[data.stream].push(data.bytes);
        return;
      }
      clearTimeout(timer);
      const { exitCode, failure, memoryBytes, timing } = data;
      end({ exitCode, failure, memoryBytes, timing });
    };
    worker.onerror = event => {
      clearTimeout(timer);
      reject(new Error(`The browser did not run the worker: ${event.message || 'it could not be loaded'}.`));
    };
    worker.postMessage(order, [order.module.buffer, order.input.buffer]);
  }).finally(() => worker.terminate());
}

function joined(chunks: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(chunks.reduce((sum, each) => sum + each.length, 0));
  let at = 0;
  for (const each of chunks) {
    whole.set(each, at);
    at += each.length;
  }
  return whole;
}
