import type { World } from './world';

const WIDTH = 320;
const HEIGHT = 200;
/** What the screen is filled with, as red, green and blue. */
export const COLOUR = [255, 120, 0] as const;
const PIXEL_FORMAT = [32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0];

/** A machine's display behind a `WebSocket`: an RFB 3.8 server (RFC 6143) that shows one colour and notes keys. */
export class MockDisplay {
  binaryType = 'blob';
  readyState = 0;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: ArrayBuffer | string }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  private received: number[] = [];
  private step: 'version' | 'security' | 'init' | 'messages' = 'version';
  private readonly world: World;

  constructor(address: string, world: World) {
    this.world = world;
    const url = new URL(address);
    const name = decodeURIComponent(url.pathname.split('/')[4] ?? '');
    world.displays.add(this);
    setTimeout(() => {
      const possible = world
        .member(name)
        .workload.status.availableActions.find(each => each.action === 'display');
      if (!world.reachable || !possible?.available || url.searchParams.get('ticket') !== 'mock-ticket')
        return this.end(1006, '');
      this.readyState = 1;
      this.onopen?.();
      this.say([...'RFB 003.008\n'].map(letter => letter.charCodeAt(0)));
    }, 20);
  }

  send(data: Uint8Array): void {
    this.received.push(...data);
    while (this.readyState === 1 && this.take()) {
      // one message after another
    }
  }

  close(): void {
    this.end(1000, '');
  }

  /** The connection breaks, as when the service goes away. */
  breakOff(): void {
    this.end(1006, '');
  }

  /** The machine ends. */
  finish(): void {
    this.onmessage?.({ data: JSON.stringify({ type: 'exit' }) });
    this.end(1000, 'It has ended.');
  }

  /** Answers the next message when it is there as a whole. */
  private take(): boolean {
    const length = this.expected();
    if (length === undefined || this.received.length < length) return false;
    const message = this.received.splice(0, length);
    switch (this.step) {
      case 'version':
        this.step = 'security';
        this.say([1, 1]);
        break;
      case 'security':
        this.step = 'init';
        this.say([0, 0, 0, 0]);
        break;
      case 'init':
        this.step = 'messages';
        this.say([WIDTH >> 8, WIDTH & 255, 0, HEIGHT, ...PIXEL_FORMAT, 0, 0, 0, 4, 109, 111, 99, 107]);
        break;
      case 'messages':
        this.answer(message);
    }
    return true;
  }

  private expected(): number | undefined {
    if (this.step === 'version') return 12;
    if (this.step !== 'messages') return 1;
    switch (this.received[0]) {
      case 0:
        return 20;
      case 2:
        return this.received.length < 4 ? undefined : 4 + 4 * (this.received[3] ?? 0);
      case 3:
        return 10;
      case 4:
        return 8;
      case 5:
        return 6;
      default:
        return undefined;
    }
  }

  private answer(message: number[]): void {
    if (message[0] === 4 && message[1] === 1)
      this.world.displayKeys.push(((message[6] ?? 0) << 8) | (message[7] ?? 0));
    if (message[0] !== 3 || message[1] === 1) return;
    const pixels = new Uint8Array(16 + WIDTH * HEIGHT * 4);
    pixels.set([0, 0, 0, 1, 0, 0, 0, 0, WIDTH >> 8, WIDTH & 255, 0, HEIGHT, 0, 0, 0, 0]);
    for (let at = 16; at < pixels.length; at += 4) pixels.set(COLOUR, at);
    this.say(pixels);
  }

  /** Not before who sent what this answers has gone on. */
  private say(bytes: ArrayLike<number>): void {
    queueMicrotask(() => this.onmessage?.({ data: Uint8Array.from(bytes).buffer }));
  }

  private end(code: number, reason: string): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.onclose?.({ code, reason });
  }
}
