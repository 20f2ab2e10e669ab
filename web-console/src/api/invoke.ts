import { api, expect } from './client';

export type Answer = {
  output: Blob;
  exitCode: number;
  durationNanos: number | undefined;
  cpuNanos: number | undefined;
  memoryPeakBytes: number | undefined;
  engine: string | undefined;
  /** The end of standard error, in Base64. */
  errors: string | undefined;
};

/** Runs a Wasm job once more with these bytes as its input, and answers with its output and what it cost. */
export async function invoke(name: string, input: Blob): Promise<Answer> {
  let headers = new Headers();
  const call = api.POST('/workloads/{name}/invocations', {
    params: { path: { name } },
    body: input as unknown as string,
    bodySerializer: body => body,
    headers: { 'Content-Type': 'application/octet-stream' },
    parseAs: 'blob',
  });
  const output = await expect(
    call.then(answer => {
      headers = answer.response.headers;
      return answer as { data?: Blob; error?: unknown; response: Response };
    }),
  );
  const number = (header: string) => {
    const value = headers.get(header);
    return value === null ? undefined : Number(value);
  };
  return {
    output,
    exitCode: number('Triptych-Exit-Code') ?? 0,
    durationNanos: number('Triptych-Duration-Nanos'),
    cpuNanos: number('Triptych-Cpu-Nanos'),
    memoryPeakBytes: number('Triptych-Memory-Peak-Bytes'),
    engine: headers.get('Triptych-Engine') ?? undefined,
    errors: headers.get('Triptych-Stderr-Tail') ?? undefined,
  };
}
