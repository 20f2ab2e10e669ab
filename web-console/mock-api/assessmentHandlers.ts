import type { Assessment } from '../src/api/schema';
import { Refusal, type Handlers } from './contract';
import type { World } from './world';

type Ours = Pick<Handlers, 'assessWorkload' | 'getAssessment'>;

/** An assessment is under way until it has been looked at once. */
export function assessmentHandlers(world: World): Ours {
  const newest = new Map<string, Assessment>();
  return {
    assessWorkload: ({ path, body }) => {
      const { workload } = world.member(path.name);
      if (workload.kind !== 'container') {
        const kind = `"${path.name}" is of the kind ${workload.kind}.`;
        throw new Refusal(422, 'NOT_SUPPORTED', `Only containers are assessed; ${kind}`);
      }
      const begun: Assessment = {
        workload: path.name,
        state: 'running',
        observe: body.observe ?? '10s',
        message: 'Its image is read and its processes are watched.',
        findings: [],
        missing: [],
        createdAt: new Date().toISOString(),
        createdBy: 'admin',
      };
      newest.set(path.name, begun);
      return { status: 202, body: begun };
    },
    getAssessment: ({ path }) => {
      world.member(path.name);
      const seen = newest.get(path.name);
      if (!seen) {
        const detail = `"${path.name}" was not assessed. Ask for it with POST.`;
        throw new Refusal(404, 'ASSESSMENT_NOT_FOUND', detail);
      }
      newest.set(path.name, {
        ...seen,
        state: 'done',
        message: 'The verdict is rebuild, first of all for: program.',
        verdict: 'rebuild',
        findings: [
          {
            topic: 'program',
            evidence: '/web is machine code (ELF, 64 bit, x86_64, static), 58.0 KiB, of C.',
            means: 'rebuild',
            forward: 'Build it with clang --target=wasm32-wasi -O2 and wasi-libc.',
          },
          { topic: 'processes', evidence: 'One process.', means: 'fits', forward: '' },
        ],
        endedAt: new Date().toISOString(),
      });
      return { status: 200, body: seen };
    },
  };
}
