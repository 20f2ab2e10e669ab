import type { Assessment } from '../src/api/schema';
import { Refusal, type Handlers } from './contract';
import type { World } from './world';

const WATCHED_MS = 900;

export function assessmentHandlers(world: World): Pick<Handlers, 'assessWorkload' | 'getAssessment'> {
  const assessments = new Map<string, Assessment>();
  return {
    assessWorkload: ({ path, body }) => {
      const assessment: Assessment = {
        workload: path.name,
        state: 'running',
        observe: body?.observe ?? '10s',
        message: 'Its processes are watched.',
        findings: [],
        missing: [],
        createdAt: new Date().toISOString(),
        createdBy: 'admin',
      };
      assessments.set(path.name, assessment);
      setTimeout(() => {
        Object.assign(assessment, {
          state: 'done',
          message: 'It could be a module once it is built for WASI.',
          verdict: 'rebuild',
        });
        assessment.findings = world.findings;
        assessment.missing = ['Signals: the host does not let its processes be traced.'];
      }, WATCHED_MS / world.speed);
      return { status: 202, body: assessment };
    },
    getAssessment: ({ path }) => {
      const found = assessments.get(path.name);
      if (!found) throw new Refusal(404, 'ASSESSMENT_NOT_FOUND', `"${path.name}" was not assessed.`);
      return { status: 200, body: found };
    },
  };
}
