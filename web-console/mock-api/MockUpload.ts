type Answer = (request: Request) => Promise<Response>;

/** As much of `XMLHttpRequest` as an upload needs, with a progress that can be seen. */
export class MockUpload {
  readonly upload: { onprogress: ((event: ProgressEvent) => void) | null } = { onprogress: null };
  onload: (() => void) | null = null;
  onerror: (() => void) | null = null;
  onabort: (() => void) | null = null;
  status = 0;
  responseText = '';
  private method = 'GET';
  private url = '';
  private readonly headers = new Headers();
  private aborted = false;

  private readonly answer: Answer;
  private readonly held: () => boolean;

  constructor(answer: Answer, held: () => boolean) {
    this.answer = answer;
    this.held = held;
  }

  static answeredBy(answer: Answer, held: () => boolean): typeof XMLHttpRequest {
    return class extends MockUpload {
      constructor() {
        super(answer, held);
      }
    } as unknown as typeof XMLHttpRequest;
  }

  open(method: string, url: string): void {
    this.method = method;
    this.url = new URL(url, location.href).href;
  }

  setRequestHeader(name: string, value: string): void {
    this.headers.set(name, value);
  }

  abort(): void {
    this.aborted = true;
    this.onabort?.();
  }

  async send(body: Blob): Promise<void> {
    for (const part of [0.25, 0.5, 0.75, 1]) {
      do await new Promise(resolve => setTimeout(resolve, 60));
      while (part === 1 && this.held() && !this.aborted);
      if (this.aborted) return;
      const progress = { lengthComputable: true, loaded: part * body.size, total: body.size };
      this.upload.onprogress?.(new ProgressEvent('progress', progress));
    }
    try {
      const response = await this.answer(
        new Request(this.url, { method: this.method, headers: this.headers, body }),
      );
      this.status = response.status;
      this.responseText = await response.text();
      this.onload?.();
    } catch {
      this.onerror?.();
    }
  }
}
