import type { World } from './world';

/** As much of `WebSocket` as a terminal or a console needs, with a very small shell behind it. */
export class MockTerminal {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSING = 2;
  static readonly CLOSED = 3;
  binaryType = 'blob';
  readyState: number = MockTerminal.CONNECTING;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: ArrayBuffer | string }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  private line = '';
  private columns: number;
  private rows: number;

  private readonly isConsole: boolean;
  private readonly world: World;

  constructor(address: string, world: World) {
    const url = new URL(address);
    this.columns = Number(url.searchParams.get('columns'));
    this.rows = Number(url.searchParams.get('rows'));
    this.world = world;
    this.isConsole = url.pathname.endsWith('/console');
    const action = this.isConsole ? 'console' : 'exec';
    const name = decodeURIComponent(url.pathname.split('/')[4] ?? '');
    world.terminals.add(this);
    setTimeout(() => {
      const possible = world
        .member(name)
        .workload.status.availableActions.find(each => each.action === action);
      if (!world.reachable || !possible?.available || url.searchParams.get('ticket') !== 'mock-ticket')
        return this.end(1006, '');
      this.readyState = MockTerminal.OPEN;
      this.onopen?.();
      if (this.isConsole) {
        this.print(`${name} login: `);
        this.tell(world.consoleWriter === undefined, world.consoleWriter);
      } else this.print(`${url.searchParams.getAll('command').join(' ')} in ${name}\r\n$ `);
    }, 20);
  }

  send(data: string | Uint8Array): void {
    if (typeof data === 'string') {
      const said = JSON.parse(data) as { type: string; columns: number; rows: number };
      if (said.type === 'resize') [this.columns, this.rows] = [said.columns, said.rows];
      if (said.type === 'take-over') {
        this.world.consoleWriter = undefined;
        this.tell(true, 'you');
      }
      return;
    }
    if (this.isConsole && this.world.consoleWriter !== undefined)
      return this.tell(false, this.world.consoleWriter);
    for (const letter of new TextDecoder().decode(data)) this.typed(letter);
  }

  close(): void {
    this.end(1000, '');
  }

  /** The connection breaks, as when the service goes away. */
  breakOff(): void {
    this.end(1006, '');
  }

  private tell(mayWrite: boolean, writer: string | undefined): void {
    this.onmessage?.({ data: JSON.stringify({ type: 'access', mayWrite, writer }) });
  }

  private typed(letter: string): void {
    if (letter !== '\r') {
      this.line += letter;
      return this.print(letter);
    }
    const [program, ...rest] = this.line.split(' ');
    this.line = '';
    this.print('\r\n');
    if (program === 'exit') {
      this.onmessage?.({ data: JSON.stringify({ type: 'exit', exitCode: Number(rest[0] ?? 0) }) });
      return this.end(1000, 'It has ended.');
    }
    if (program === 'echo') this.print(`${rest.join(' ')}\r\n`);
    else if (program === 'colours')
      this.print('\x1b[38;2;255;120;0morange\x1b[0m \x1b[1;32mgreen\x1b[0m\r\n');
    else if (program === 'size') this.print(`${this.columns} by ${this.rows}\r\n`);
    this.print('$ ');
  }

  private print(text: string): void {
    this.onmessage?.({ data: new TextEncoder().encode(text).buffer });
  }

  private end(code: number, reason: string): void {
    if (this.readyState === MockTerminal.CLOSED) return;
    this.readyState = MockTerminal.CLOSED;
    this.onclose?.({ code, reason });
  }
}
