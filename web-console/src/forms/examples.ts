import type { WorkloadDescription, WorkloadKind } from '../api/schema';

export type Example = { id: string; label: string; description: WorkloadDescription };

const GREETER = {
  lifecycle: 'job',
  args: ['Ada'],
  env: { GREETING: 'Hello' },
  labels: { app: 'hello' },
} as const;

const WEB = {
  lifecycle: 'service' as const,
  ports: [{ name: 'http', port: 8080, protocol: 'http' as const }],
  probe: { http: { path: '/', port: 'http' } },
  labels: { app: 'web' },
};

/** What `./triptych up` has made ready, for each kind. Only `kind`, `source` and what that kind needs differ. */
export const EXAMPLES: Record<WorkloadKind, Example[]> = {
  vm: [
    {
      id: 'greeter',
      label: 'Greeter',
      description: {
        name: 'hello-vm',
        kind: 'vm',
        ...describe(GREETER),
        source: { image: 'triptych/greeter:1' },
        resources: { cpus: 1, memory: '256MiB', timeout: '5m' },
      },
    },
    {
      id: 'primes',
      label: 'Primes',
      description: {
        name: 'primes-vm',
        kind: 'vm',
        lifecycle: 'job',
        source: { image: 'triptych/primes:1' },
        args: ['1000'],
        labels: { app: 'primes' },
      },
    },
    {
      id: 'web',
      label: 'Web service',
      description: {
        name: 'web-vm',
        kind: 'vm',
        source: { image: 'triptych/web:1' },
        resources: { cpus: 1, memory: '256MiB' },
        ...WEB,
      },
    },
  ],
  container: [
    {
      id: 'greeter',
      label: 'Greeter',
      description: {
        name: 'hello-container',
        kind: 'container',
        ...describe(GREETER),
        source: { image: 'triptych/greeter:1' },
        resources: { cpus: 1, memory: '64MiB', timeout: '30s' },
      },
    },
    {
      id: 'primes',
      label: 'Primes',
      description: {
        name: 'primes-container',
        kind: 'container',
        lifecycle: 'job',
        source: { image: 'triptych/primes:1' },
        args: ['1000'],
        labels: { app: 'primes' },
      },
    },
    {
      id: 'web',
      label: 'Web service',
      description: {
        name: 'web',
        kind: 'container',
        lifecycle: 'service',
        source: { image: 'triptych/web:1' },
        ports: [{ name: 'http', port: 8080, protocol: 'http', publish: 0 }],
        probe: { http: { path: '/', port: 'http' } },
        labels: { app: 'web' },
      },
    },
  ],
  wasm: [
    {
      id: 'greeter',
      label: 'Greeter',
      description: {
        name: 'hello-wasm',
        kind: 'wasm',
        ...describe(GREETER),
        source: { artifact: 'greeter.wasm' },
        resources: { cpus: 1, memory: '64MiB', timeout: '30s' },
      },
    },
    {
      id: 'primes',
      label: 'Primes',
      description: {
        name: 'primes-wasm',
        kind: 'wasm',
        lifecycle: 'job',
        source: { artifact: 'primes.wasm' },
        args: ['1000'],
        labels: { app: 'primes' },
      },
    },
    {
      id: 'web',
      label: 'Web service',
      description: {
        name: 'web-wasm',
        kind: 'wasm',
        source: { artifact: 'web.wasm' },
        wasm: { http: 'cgi' },
        ...WEB,
      },
    },
  ],
};

function describe(part: typeof GREETER): Pick<WorkloadDescription, 'lifecycle' | 'args' | 'env' | 'labels'> {
  return {
    lifecycle: part.lifecycle,
    args: [...part.args],
    env: { ...part.env },
    labels: { ...part.labels },
  };
}

/** The example as text, name first, as people write it, under a name that is not taken as far as the console knows. */
export function exampleText({ description }: Example, taken: ReadonlySet<string> = new Set()): string {
  const { name, kind, lifecycle, source, ...rest } = description;
  return JSON.stringify({ name: freeName(name, taken), kind, lifecycle, source, ...rest }, null, 2);
}

/** The name, with a number where it is taken. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  let free = name;
  for (let i = 2; taken.has(free); i++) free = `${name}-${i}`;
  return free;
}
