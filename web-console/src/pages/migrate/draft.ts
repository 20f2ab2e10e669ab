import type { MigrationGate, MigrationRequest, WorkloadDescription } from '../../api/schema';
import { parseJson } from '../../forms/json';

export type DraftRequest = { method: string; path: string; headers: string; body: string };
export type DraftStep = { weight: string; for: string; requests: string };

/** A migration as it is typed: numbers are text until it is sent. What it means is the service's to judge. */
export type Draft = {
  name: string;
  service: string;
  from: string;
  /** The description of the new workload, as JSON. */
  to: string;
  assess: boolean;
  observe: string;
  compare: boolean;
  requests: DraftRequest[];
  recorded: boolean;
  unsafe: boolean;
  mirror: boolean;
  mirrorFor: string;
  mirrorRequests: string;
  /** Names or pointers, one to a line. */
  headers: string;
  ignoreHeaders: string;
  ignoreJson: string;
  minimum: string;
  steps: DraftStep[];
  watchFor: string;
  /** Percent. */
  errorBudget: string;
  latencyFactor: string;
  grace: string;
  removeOld: boolean;
  gates: MigrationGate[];
};

export function beginning(service: string, from: string): Draft {
  return {
    name: '',
    service,
    from,
    to: '',
    assess: true,
    observe: '10s',
    compare: true,
    requests: [{ method: 'GET', path: '/', headers: '', body: '' }],
    recorded: false,
    unsafe: false,
    mirror: false,
    mirrorFor: '10s',
    mirrorRequests: '50',
    headers: '',
    ignoreHeaders: '',
    ignoreJson: '',
    minimum: '1',
    steps: [
      { weight: '10', for: '10s', requests: '' },
      { weight: '50', for: '10s', requests: '' },
    ],
    watchFor: '30s',
    errorBudget: '1',
    latencyFactor: '3',
    grace: '10m',
    removeOld: false,
    gates: ['cut-over'],
  };
}

export const STEPS = ['service', 'target', 'assess', 'verify', 'rollout', 'review'] as const;
export type Step = (typeof STEPS)[number];

/** Why the wizard cannot go on from a step; undefined when it can. */
export function blockedAt(step: Step, draft: Draft): string | undefined {
  switch (step) {
    case 'service':
      if (draft.service === '') return 'choose a service';
      return draft.from === '' ? 'the service has no workload behind it' : undefined;
    case 'target':
      return 'error' in parseJson(draft.to) ? 'the description is not JSON yet' : undefined;
    case 'assess':
    case 'review':
      return undefined;
    case 'verify':
      return draft.compare && draft.requests.length === 0 && !draft.recorded && !draft.mirror
        ? 'nothing would be compared; add a request, or do without comparing'
        : undefined;
    case 'rollout':
      return draft.steps.some(each => each.for === '' && each.requests === '')
        ? 'each step needs a time or a number of requests'
        : undefined;
  }
}

export function requestOf(draft: Draft, assessable: boolean): MigrationRequest {
  const steps = draft.steps.map(each => ({
    weight: Number(each.weight),
    ...(each.for !== '' && { for: each.for }),
    ...(each.requests !== '' && { requests: Number(each.requests) }),
  }));
  return {
    ...(draft.name !== '' && { name: draft.name }),
    service: draft.service,
    from: draft.from,
    to: JSON.parse(draft.to) as WorkloadDescription,
    ...(draft.assess && assessable && { assess: { observe: draft.observe } }),
    ...(draft.compare && { verify: verifyOf(draft) }),
    ...(steps.length > 0 && { canary: { steps } }),
    watch: {
      for: draft.watchFor,
      errorBudget: Number(draft.errorBudget) / 100,
      latencyFactor: Number(draft.latencyFactor),
    },
    grace: draft.grace,
    removeOld: draft.removeOld,
    gates: draft.gates,
  };
}

function verifyOf(draft: Draft): NonNullable<MigrationRequest['verify']> {
  const compare = {
    ...listed('headers', draft.headers),
    ...listed('ignoreHeaders', draft.ignoreHeaders),
    ...listed('ignoreJson', draft.ignoreJson),
  };
  return {
    requests: draft.requests.map(({ method, path, headers, body }) => ({
      method,
      path,
      ...(headers.trim() !== '' && { headers: headersOf(headers) }),
      ...(body !== '' && { body }),
    })),
    recorded: draft.recorded,
    unsafe: draft.unsafe,
    ...(draft.mirror && {
      mirror: {
        for: draft.mirrorFor,
        ...(draft.mirrorRequests !== '' && { requests: Number(draft.mirrorRequests) }),
      },
    }),
    ...(Object.keys(compare).length > 0 && { compare }),
    minimum: Number(draft.minimum),
  };
}

function listed<Key extends string>(key: Key, text: string): Partial<Record<Key, string[]>> {
  const lines = text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '');
  return lines.length === 0 ? {} : ({ [key]: lines } as Record<Key, string[]>);
}

/** `accept: text/plain`, one to a line. */
export function headersOf(text: string): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const line of text.split('\n')) {
    const [name, value] = line.split(/:(.*)/s);
    if (name?.trim() && value !== undefined) headers[name.trim().toLowerCase()] = value.trim();
  }
  return headers;
}
