import { setTimeout as pause } from 'node:timers/promises';

const CLIENTS = 2;
const PAUSE_MS = 20;

/** Clients of a service, one request of each after the other, until they are told to stop. */
export class Load {
  readonly failures: string[] = [];
  readonly answers = new Set<string>();
  private asked = 0;
  private stopped = false;
  private readonly clients: Promise<void>[];

  constructor(private readonly address: string) {
    this.clients = Array.from({ length: CLIENTS }, () => this.ask());
  }

  /** Ends the clients, and answers how many requests they have sent. */
  async stop(): Promise<number> {
    this.stopped = true;
    await Promise.all(this.clients);
    return this.asked;
  }

  private async ask(): Promise<void> {
    while (!this.stopped) {
      this.asked += 1;
      const number = this.asked;
      try {
        const answer = await fetch(`${this.address}?n=${number}`);
        const body = await answer.text();
        if (answer.status === 200) this.answers.add(body);
        else this.failures.push(`request ${number}: ${answer.status} ${body}`);
      } catch (error) {
        this.failures.push(`request ${number}: ${String(error)}`);
      }
      await pause(PAUSE_MS);
    }
  }
}
