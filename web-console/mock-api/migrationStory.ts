import type { MigrationState, MigrationStep, MigrationTraffic } from '../src/api/schema';

const MARKUP = '<img src=x onerror="window.owned=1">';

function traffic(workload: string, requests: number, p50: number, errors = 0): MigrationTraffic {
  return { workload, requests, errors, p50, p99: p50 * 8.6 };
}

/** What each state has shown when it is over, of a service that does well but for two answers. */
export function evidenceOf(
  state: MigrationState,
  from: string,
  to: string,
  now: () => string,
): MigrationStep['evidence'] {
  switch (state) {
    case 'assessing':
      return { assessment: { verdict: 'rebuild', findings: FINDINGS } };
    case 'preparing':
      return {
        preparation: {
          workload: to,
          imports: ['args_get', 'fd_read', 'fd_write', 'proc_exit'],
          granted: true,
          readyAfterMs: 412,
        },
      };
    case 'verifying':
      return {
        verification: {
          compared: 52,
          equal: 50,
          different: 2,
          incomparable: 1,
          minimum: 1,
          differences: [
            {
              request: 'GET /cart?id=1',
              what: 'header content-type',
              old: 'application/json',
              candidate: 'application/json; charset=utf-8',
            },
            { request: 'GET /greeting', what: 'body', old: 'Hello, Ada!', candidate: `Hello, ${MARKUP}!` },
          ],
          notes: ['One answer of the old workload was a failure itself, and was not judged.'],
        },
      };
    case 'canary':
      return {
        canary: [
          {
            weight: 10,
            since: now(),
            until: now(),
            old: traffic(from, 1_802, 0.71),
            candidate: traffic(to, 200, 0.31),
          },
          { weight: 50, since: now(), old: traffic(from, 912, 0.7), candidate: traffic(to, 907, 0.3, 1) },
        ],
      };
    case 'cutting-over':
      return {
        cutOver: {
          at: now(),
          inFlight: 3,
          drainedAt: now(),
          leftInFlight: 0,
          before: traffic(from, 2_714, 0.7),
          during: traffic(to, 122, 0.32),
        },
      };
    case 'watching':
      return {
        watching: { since: now(), candidate: traffic(to, 5_411, 0.31, 4), budgetUsed: 0.07, p99Before: 6.1 },
      };
    case 'rolling-back':
      return {
        rollback: { why: 'admin asked for it.', startedOld: false, switchedAt: now(), removedAt: now() },
      };
    default:
      return {};
  }
}

export const FINDINGS = [
  {
    topic: 'program',
    evidence: 'The entrypoint is /web, a static ELF program for amd64.',
    means: 'rebuild' as const,
    forward: 'Build it for wasm32-wasip1 from the same source.',
  },
  {
    topic: 'listening',
    evidence: 'One process listens on port 8080 and answers HTTP.',
    means: 'fits' as const,
    forward: 'Serve it by CGI: "wasm": {"http": "cgi"}.',
  },
  {
    topic: 'processes',
    evidence: 'One process, one thread; it executed nothing else.',
    means: 'fits' as const,
    forward: '',
  },
];
