import { ConsoleStdout, File, OpenFile, WASI } from '@bjorn3/browser_wasi_shim';
import { Unfit, withMemoryCeiling } from './memoryCeiling';
import type { Message, Order, Timing } from './messages';

/*
 * Runs one module and is then ended by the page. It is served with a policy of its own, which lets it compile Wasm and
 * reach nothing: no request leaves it. It has no storage, no page and no session; the guest gets what the order holds.
 */

const CHUNK_BYTES = 16 * 1024;

class TooMuchOutput extends Error {}

const send = (message: Message) => self.postMessage(message);

/** Gathers what is written, so that many short writes are few messages. */
class Sink {
  private pending: Uint8Array[] = [];
  private pendingBytes = 0;
  private written = 0;

  constructor(
    private readonly stream: 'stdout' | 'stderr',
    private readonly most: number,
    private readonly onWrite: () => void,
  ) {}

  write(bytes: Uint8Array): void {
    this.onWrite();
    const taken = bytes.slice(0, this.most - this.written);
    this.written += taken.length;
    this.pending.push(taken);
    this.pendingBytes += taken.length;
    if (this.pendingBytes >= CHUNK_BYTES) this.flush();
    if (taken.length < bytes.length) {
      throw new TooMuchOutput(`It wrote more than ${this.most / 1024} KiB and was ended.`);
    }
  }

  flush(): void {
    const bytes = new Uint8Array(this.pendingBytes);
    let at = 0;
    for (const each of this.pending) {
      bytes.set(each, at);
      at += each.length;
    }
    this.pending = [];
    this.pendingBytes = 0;
    if (bytes.length > 0) send({ type: 'output', stream: this.stream, bytes });
  }
}

self.onmessage = (event: MessageEvent<Order>) => void run(event.data);

async function run(order: Order): Promise<void> {
  const timing: Timing = {};
  let compiledAt = 0;
  const first = () => (timing.start ??= performance.now() - compiledAt);
  const sinks = [
    new Sink('stdout', order.outputBytes, first),
    new Sink('stderr', order.outputBytes, first),
  ] as const;
  const [stdout, stderr] = sinks;
  let memory: WebAssembly.Memory | undefined;
  let end: { exitCode: number } | { failure: string };
  try {
    const bytes = withMemoryCeiling(order.module, order.memoryBytes);
    const before = performance.now();
    const module = await WebAssembly.compile(bytes);
    compiledAt = performance.now();
    timing.compile = compiledAt - before;
    const wasi = new WASI(
      order.args,
      order.env,
      [
        new OpenFile(new File(order.input)),
        new ConsoleStdout(chunk => stdout.write(chunk)),
        new ConsoleStdout(chunk => stderr.write(chunk)),
      ],
      { debug: false },
    );
    const instance = await WebAssembly.instantiate(module, { wasi_snapshot_preview1: wasi.wasiImport });
    timing.instantiate = performance.now() - compiledAt;
    const exported = instance.exports.memory;
    if (!(exported instanceof WebAssembly.Memory)) throw new Unfit('It exports no memory.');
    if (typeof instance.exports._start !== 'function')
      throw new Unfit('It has no _start, so it is no program.');
    memory = exported;
    end = { exitCode: wasi.start(instance as Parameters<typeof wasi.start>[0]) };
  } catch (error) {
    end = { failure: failureOf(error) };
  }
  if (compiledAt > 0) {
    timing.whole = performance.now() - compiledAt;
    first();
  }
  for (const sink of sinks) sink.flush();
  send({ type: 'end', ...end, ...(memory && { memoryBytes: memory.buffer.byteLength }), timing });
}

function failureOf(error: unknown): string {
  if (error instanceof Unfit || error instanceof TooMuchOutput) return error.message;
  if (error instanceof WebAssembly.RuntimeError) return `It was ended by a trap: ${error.message}.`;
  if (error instanceof WebAssembly.LinkError)
    return `It needs something that a page does not have: ${error.message}.`;
  if (error instanceof WebAssembly.CompileError) return `The browser does not compile it: ${error.message}.`;
  return `It was ended: ${error instanceof Error ? error.message : String(error)}.`;
}
