import type { ErrorCode, Problem, Violation } from './schema';

/** An answer of the service that is not what was asked for. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: ErrorCode | undefined;
  readonly violations: Violation[];
  readonly correlationId: string | undefined;

  constructor(status: number, problem: Partial<Problem>) {
    super(problem.detail || problem.title || `The service answered ${status} without a reason.`);
    this.name = 'ApiProblem';
    this.status = status;
    this.code = problem.code;
    this.violations = problem.violations ?? [];
    this.correlationId = problem.correlationId;
  }
}

/** The service could not be reached at all. */
export class ConnectionLost extends Error {
  constructor(cause: unknown) {
    super('The service does not answer.', { cause });
    this.name = 'ConnectionLost';
  }
}

export function problemOf(status: number, body: unknown): ApiProblem {
  const parsed = typeof body === 'string' ? parse(body) : body;
  return new ApiProblem(status, isRecord(parsed) ? (parsed as Partial<Problem>) : {});
}

/** What to show for anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
