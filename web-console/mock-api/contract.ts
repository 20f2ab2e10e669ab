import type { operations, Problem, ErrorCode, Violation } from '../src/api/schema';

/**
 * The mock API's handlers have the types of the specification: a new operation, another parameter or another answer
 * there does not compile here until it is served.
 */
export type OperationId = keyof operations;

type Parameters<Id extends OperationId> = operations[Id]['parameters'];
type Given<T> = Exclude<T, undefined>;
type Body<Id extends OperationId> = operations[Id] extends { requestBody: { content: infer C } }
  ? C[keyof C]
  : undefined;

export type MockRequest<Id extends OperationId> = {
  path: Given<Parameters<Id>['path']>;
  /** As text: the mock reads a query as the service does, from an address. */
  query: Partial<Record<keyof Given<Parameters<Id>['query']> & string, string>>;
  /** All of the query, for what may be given several times. */
  parameters: URLSearchParams;
  headers: Headers;
  body: Body<Id>;
  signal: AbortSignal;
};

type ContentOf<Answer> = Answer extends { content: infer C } ? C[keyof C] : undefined;
type Reply<Id extends OperationId> = {
  [Status in keyof operations[Id]['responses'] & number]: Status extends 200 | 201 | 202 | 204
    ? {
        status: Status;
        body: ContentOf<operations[Id]['responses'][Status]>;
        headers?: Record<string, string>;
      }
    : never;
}[keyof operations[Id]['responses'] & number];

/** A body of bytes or one that does not end; the specification only says that it is text. */
export type Streamed = {
  status: 200;
  stream: BodyInit;
  contentType: string;
  headers?: Record<string, string>;
};

export type Handler<Id extends OperationId> = (
  request: MockRequest<Id>,
) => Reply<Id> | Streamed | Promise<Reply<Id> | Streamed>;

export type Handlers = { [Id in OperationId]: Handler<Id> };

export const ROUTES: Record<OperationId, `${'GET' | 'PUT' | 'POST' | 'DELETE'} /${string}`> = {
  createWorkload: 'POST /workloads',
  listWorkloads: 'GET /workloads',
  getWorkload: 'GET /workloads/:name',
  replaceWorkload: 'PUT /workloads/:name',
  deleteWorkload: 'DELETE /workloads/:name',
  startWorkload: 'POST /workloads/:name/start',
  stopWorkload: 'POST /workloads/:name/stop',
  restartWorkload: 'POST /workloads/:name/restart',
  pauseWorkload: 'POST /workloads/:name/pause',
  resumeWorkload: 'POST /workloads/:name/resume',
  listSnapshots: 'GET /workloads/:name/snapshots',
  takeSnapshot: 'POST /workloads/:name/snapshots',
  restoreSnapshot: 'POST /workloads/:name/snapshots/:snapshot/restore',
  deleteSnapshot: 'DELETE /workloads/:name/snapshots/:snapshot',
  openTerminal: 'GET /workloads/:name/exec',
  openConsole: 'GET /workloads/:name/console',
  openDisplay: 'GET /workloads/:name/display',
  runCommand: 'POST /workloads/:name/exec',
  readFiles: 'GET /workloads/:name/files',
  writeFiles: 'PUT /workloads/:name/files',
  listFiles: 'GET /workloads/:name/files/entries',
  listRuns: 'GET /workloads/:name/runs',
  getRun: 'GET /workloads/:name/runs/:run',
  listGenerations: 'GET /workloads/:name/generations',
  getGeneration: 'GET /workloads/:name/generations/:generation',
  getLogs: 'GET /workloads/:name/logs',
  getUsage: 'GET /workloads/:name/usage',
  getAdvice: 'GET /workloads/:name/advice',
  assessWorkload: 'POST /workloads/:name/assessment',
  getAssessment: 'GET /workloads/:name/assessment',
  invokeWorkload: 'POST /workloads/:name/invocations',
  listServices: 'GET /services',
  putService: 'PUT /services/:name',
  getService: 'GET /services/:name',
  deleteService: 'DELETE /services/:name',
  putRecording: 'PUT /services/:name/recording',
  getRecording: 'GET /services/:name/recording',
  deleteRecording: 'DELETE /services/:name/recording',
  listArtifacts: 'GET /artifacts',
  putArtifact: 'PUT /artifacts/:name',
  getArtifact: 'GET /artifacts/:name',
  deleteArtifact: 'DELETE /artifacts/:name',
  getArtifactContent: 'GET /artifacts/:name/content',
  listImages: 'GET /images',
  loadImage: 'POST /images',
  collectImages: 'POST /images/gc',
  listPulls: 'GET /images/pulls',
  beginPull: 'POST /images/pulls',
  getPull: 'GET /images/pulls/:pull',
  cancelPull: 'DELETE /images/pulls/:pull',
  listVolumes: 'GET /volumes',
  putVolume: 'PUT /volumes/:name',
  getVolume: 'GET /volumes/:name',
  deleteVolume: 'DELETE /volumes/:name',
  exportVolume: 'GET /volumes/:name/content',
  importVolume: 'PUT /volumes/:name/content',
  listNetworks: 'GET /networks',
  getHost: 'GET /host',
  listOrphans: 'GET /host/orphans',
  adoptOrphan: 'POST /host/orphans/:orphan/adopt',
  stopOrphan: 'POST /host/orphans/:orphan/stop',
  ignoreOrphan: 'POST /host/orphans/:orphan/ignore',
  listWarnings: 'GET /host/warnings',
  acknowledgeWarning: 'POST /host/warnings/:warning/acknowledge',
  createComparison: 'POST /comparisons',
  listComparisons: 'GET /comparisons',
  getComparison: 'GET /comparisons/:comparison',
  cancelComparison: 'POST /comparisons/:comparison/cancel',
  getComparisonReport: 'GET /comparisons/:comparison/report.json',
  getComparisonPage: 'GET /comparisons/:comparison/report.html',
  getComparisonSamples: 'GET /comparisons/:comparison/report.csv',
  createMigration: 'POST /migrations',
  listMigrations: 'GET /migrations',
  getMigration: 'GET /migrations/:migration',
  promoteMigration: 'POST /migrations/:migration/promote',
  rollBackMigration: 'POST /migrations/:migration/rollback',
  cancelMigration: 'POST /migrations/:migration/cancel',
  listEvents: 'GET /events',
  streamEvents: 'GET /events/stream',
  listAudit: 'GET /audit',
  createToken: 'POST /tokens',
  listTokens: 'GET /tokens',
  deleteToken: 'DELETE /tokens/:name',
  listSecrets: 'GET /secrets',
  putSecret: 'PUT /secrets/:name',
  deleteSecret: 'DELETE /secrets/:name',
  openSession: 'POST /session',
  getSession: 'GET /session',
  closeSession: 'DELETE /session',
  createSignInLink: 'POST /session/links',
  createTicket: 'POST /session/tickets',
  getSpecification: 'GET /openapi.yaml',
};

/** A refusal, thrown by a handler and answered as a problem document. */
export class Refusal extends Error {
  readonly problem: Problem;

  constructor(status: number, code: ErrorCode, detail: string, violations?: Violation[]) {
    super(detail);
    this.problem = {
      type: 'about:blank',
      title: code,
      status,
      code,
      detail,
      correlationId: '0193f0c2-6f1e-7c3a-9d55-3f2a1b7c8d90',
      ...(violations && { violations }),
    };
  }
}
