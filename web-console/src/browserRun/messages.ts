/** What the page gives the worker: all that the guest will have. */
export type Order = {
  /** As they were checked. */
  module: Uint8Array<ArrayBuffer>;
  /** The program's own name first. */
  args: string[];
  /** `NAME=value` */
  env: string[];
  input: Uint8Array<ArrayBuffer>;
  memoryBytes: number;
  /** Of standard output and of standard error, each. */
  outputBytes: number;
};

/** Milliseconds of `performance.now()` in the worker. */
export type Timing = {
  compile?: number;
  instantiate?: number;
  /** From the compiled module to its first byte of output, or to its end if it wrote nothing. */
  start?: number;
  /** From the compiled module to its end. */
  whole?: number;
};

export type Message =
  | { type: 'output'; stream: 'stdout' | 'stderr'; bytes: Uint8Array<ArrayBuffer> }
  | { type: 'end'; exitCode?: number; failure?: string; memoryBytes?: number; timing: Timing };
